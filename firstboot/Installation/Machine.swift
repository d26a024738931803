import Glibc
import Host
import Plan
import Text

/// The machine that a verb works on: the plan, its files, its console.
package struct Machine: Sendable {
    package let plan: Plan
    package let release: ReleaseID
    package let files: Files
    package let paths: Paths
    package let console = Console()
    /// Used instead of the cloud's metadata service.
    package var metadataURL: String?
    /// The file that gets the credentials instead of the machine's consoles; `-` is standard output.
    package var consoleFile: String?

    /// - Parameters:
    ///   - root: The folder that stands for `/`.
    ///   - instance: Which of the app's instances on this machine; nil for the only or first one.
    ///   - planDigest: SHA-256 of the plan, as it is stamped on the executable.
    package init(_ plan: Plan, root: String = "/", instance: InstanceID? = nil, planDigest: String? = nil) {
        self.plan = plan.of(instance)
        release = ReleaseID(version: plan.app.version, plan: planDigest)
        files = Files(Root(root))
        paths = self.plan.paths
    }

    /// Which of the app's instances this is; nil for the first one.
    package var instance: InstanceID? { plan.instance }

    /// Whether an update, a rollback, a restore or a change of the domain has begun and not ended.
    package var isMidChange: Bool { [paths.update, paths.restore, paths.domain].contains(where: files.exists) }

    /// Whether systemd runs this system, see sd_booted(3).
    package var hasSystemd: Bool { files.root.isSystem && files.exists("/run/systemd/system") }

    /// The words that tell another program of this app which machine it works on.
    package var rootWords: [String] { files.root.isSystem ? [] : ["--root", files.root.prefix] }

    /// A detail of the current step.
    package func note(_ text: String) { console.line("  \(text)") }

    /// - Parameter reason: The words after the verb's name.
    /// - Throws: ``Failure`` unless root runs this or a folder stands for the machine.
    package func requireRoot(
        for verb: String, _ reason: String = "changes the machine, and only root may do that"
    ) throws {
        guard files.root.isSystem, geteuid() != 0 else { return }
        throw Failure(.notPermitted, "`\(verb)` \(reason)", help: "run `sudo \(command) \(verb)`")
    }

    /// The owner's command for this program, as help texts name it.
    package var command: String { paths.command }
}

extension App {
    /// What the names of the app's own environment variables begin with: `ECHORA` for `echora`.
    package var variablePrefix: String { name.uppercased().replacing("-", with: "_") }
}
