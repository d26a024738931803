import Host
import ImageCheck
import Installation
import Text

/// Makes cloud-init treat the next boot as the first of a new instance.
struct CleanCloudInit: ImageStep {
    let machine: Machine
    let title = "Cleaning cloud-init"

    init(_ machine: Machine) { self.machine = machine }

    func run() async throws {
        // If cloud-init does not write the network's settings again, a machine without them has no network.
        let tree = ImageTree(machine.files.root)
        let writesNetwork = CloudInitSettings(tree).writesNetwork
        if machine.files.root.isSystem { try await cleanRunningSystem(withNetwork: writesNetwork) }
        for path in Traces.cloudInit { try machine.files.removeTree(path) }
        let settings = Traces.cloudInitNetwork.flatMap(tree.paths(matching:))
        guard writesNetwork else {
            for path in settings { machine.note("\(path) stays, because cloud-init would not write it again") }
            return
        }
        for path in settings { try machine.files.removeTree(path) }
    }

    private func cleanRunningSystem(withNetwork: Bool) async throws {
        let help: CommandResult
        do {
            help = try await Command("cloud-init", ["clean", "--help"]).run()
        } catch CommandFailure.notFound {
            return machine.note("cloud-init is not installed")
        }
        let arguments = Self.arguments(help: help.lastLines, withNetwork: withNetwork)
        let result = try await Command("cloud-init", arguments).run()
        guard result.succeeded else {
            throw Failure(
                .unavailable, "`cloud-init \(arguments.joined(separator: " "))` failed with exit code \(result.status)",
                details: Array(result.lastLines.suffix(10)), help: "fix what it says and run this again")
        }
        machine.note("cloud-init \(arguments.joined(separator: " "))")
    }

    /// The flags that this version knows. `--configs`, which includes the network's configuration, came after 22.4.
    ///
    /// `--machine-id` is not used: it makes the next boot systemd's "first boot", which applies presets and may enable
    /// units that the publisher did not. ``CleanIdentity`` empties the file instead.
    static func arguments(help: [String], withNetwork: Bool = true) -> [String] {
        let knowsConfigs = help.contains { $0.contains("--configs") }
        return ["clean", "--logs", "--seed"] + (knowsConfigs ? ["--configs", withNetwork ? "all" : "ssh_config"] : [])
    }
}
