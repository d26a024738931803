import Glibc
import Host
import Plan
import Providers
import Stamp

/// The machine that a verb works on: the plan, where its files are, how it talks.
struct Machine: Sendable {
    let plan: Plan
    let options: Options
    let files: Files
    let paths: Paths
    let console = Console()

    init(_ options: Options) throws {
        guard let plan = try StampedPlan.load() else {
            throw Failure(
                .usage, Stamp.absence,
                help: "publish with `landfall generate app.yaml`, and run dist/NAME/firstboot/NAME-PROVIDER-ARCH")
        }
        self.init(plan, options)
    }

    init(_ plan: Plan, _ options: Options) {
        self.plan = plan
        self.options = options
        files = Files(Root(options.root))
        paths = Paths(app: plan.app.name)
    }
}
