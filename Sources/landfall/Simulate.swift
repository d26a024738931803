import AppSpec
import ArgumentParser
import Artifacts
import Emulator
import Plan
import Providers
import Simulation

/// Runs the first boot on this computer.
struct Simulate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Run an app's first boot here, as one provider's machine.",
        discussion: """
            The very binary that ships runs in a folder that stands for the machine, against an embedded metadata \
            service that answers as the provider does, and starts the real stack with the Docker Engine at hand. \
            Nothing is left behind, unless --keep says so.
            """)

    @Argument(help: "The app's description.", completion: .file(extensions: ["yaml", "yml"]))
    var file = "app.yaml"

    @Option(help: "The provider whose machine it is.")
    var provider: String

    @Option(help: "Which recorded machine of the provider; `landfall metadata serve --list` lists them.")
    var variant: String?

    @Option(name: .customLong("set"), help: ArgumentHelp("Give a parameter.", valueName: "name=value"))
    var parameters: [String] = []

    @Option(name: .customLong("port"), help: ArgumentHelp("Publish a port elsewhere on this computer.", valueName: "port=here"))
    var ports: [String] = []

    @Option(name: .customLong("fault"), help: "Let the metadata service fail; see `landfall metadata serve --help`.")
    var faults: [String] = []

    @Option(help: "The machine's folder, kept afterwards; a temporary one otherwise.")
    var root: String?

    @Option(name: .customLong("firstboot"), help: "The first-boot executable to stamp.")
    var executables: [String] = []

    @Flag(help: "Leave the stack running, and say how to stop it.")
    var keep = false
}
