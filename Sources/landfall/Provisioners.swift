import AppSpec
import ArgumentParser
import Packer
import Plan
import Providers

/// Hidden from the overview: it is for testing templates whose plugin is not at hand.
struct Provisioners: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "provisioners",
        abstract: "Print a provider's Packer template for a machine that runs already.",
        discussion: """
            The provisioners are those of `landfall generate`; Packer's null builder runs them by ssh. Put the template \
            beside the generated ones, as DIST/NAME/packer/FOLDER/image.pkr.hcl: it looks for the first-boot program \
            from there.
            """,
        shouldDisplay: false)

    @Argument(help: "The app's description.", completion: .file(extensions: ["yaml", "yml"]))
    var file = "app.yaml"

    @Option(help: "The provider whose template it is.")
    var provider: String

    @Option(help: "The machine's address, where its sshd listens on port 22.")
    var host: String

    @Option(help: "A private key with which root may log in there.", completion: .file())
    var key: String

    func run() async throws {
        let spec = try Generation(file: file, executables: []).spec()
        guard let found = Provider.named(provider), let source = found.facts.packer else {
            throw ValidationError("there is no template for '\(provider)'")
        }
        let template = PackerTemplate(
            plan: spec.plan(for: found.id), image: spec.images[found.id] ?? ImageOptions(),
            source: source.onMachine(host: host, key: absolutePath(key)), architectures: Architecture.allCases)
        print(template.image, terminator: "")
    }
}
