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

/// Where things are on the machine; the names are a contract (docs/reference).
struct Paths: Sendable {
    let stack: String
    let state: String
    let parameters: String
    let credentials: String
    /// Volatile: which step runs now, for `status`.
    let progress: String
    /// What agetty shows above the login prompt; volatile.
    let loginPrompt: String
    /// Where agetty looks for it.
    let loginPromptLink: String
    /// What pam_motd runs at each login.
    let message: String
    /// This executable, once it is installed.
    let binary: String
    /// What cloud-init runs once for each instance.
    let hook: String

    init(app: String) {
        stack = "/opt/\(app)"
        state = "/var/lib/landfall/\(app)"
        parameters = "/etc/\(app)/parameters.yaml"
        credentials = "/root/\(app)-credentials.txt"
        progress = "/run/landfall-\(app).json"
        loginPrompt = "/run/landfall-\(app).issue"
        loginPromptLink = "/etc/issue.d/\(app).issue"
        message = "/etc/update-motd.d/95-\(app)"
        binary = "/usr/local/bin/\(app)ctl"
        hook = "/var/lib/cloud/scripts/per-instance/\(app)"
    }

    var stateFile: String { state + "/state.json" }
    var secretsFile: String { state + "/secrets.json" }
    /// The machine whose owner has seen the credentials.
    var seen: String { state + "/seen" }
    var lock: String { state + "/lock" }
}
