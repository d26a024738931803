import ArgumentParser
import Deploy
import Foundation
import Host
import Plan
import Signals

struct DeployCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "deploy",
        abstract: "Put a release on machines by ssh: copy what is missing there, and run the update.",
        discussion: """
            Copies the release that `landfall release` has made, and runs NAMEctl update --from there in a systemd unit of \
            its own, so that a lost connection harms nothing. Shows what it says. A second call while it runs shows the \
            same run. Several machines are done one after another, up to the first that fails.

            The system's ssh is used, with your keys and settings, but never a host whose key is not known: from \
            --host-key, --known-hosts, or your own known_hosts. Only root may do it there, or a user with sudo \
            without a password.

            Exits with the code of the machine's program: 0 when done; 65 if the release or a host key is not fit; 69 if \
            a machine or its update fails; 75 if another deployment or another change is at work there; 77 if ssh or sudo \
            does not let the user in.
            """)

    @Argument(
        help: ArgumentHelp(
            "A machine, as for ssh: HOST, USER@HOST or ssh://USER@HOST:PORT. Required; may be repeated.",
            valueName: "host"))
    var hosts: [String]

    @Option(help: "The app.yaml, for the app's name.", completion: .file(extensions: ["yaml", "yml"]))
    var app = "app.yaml"

    @Option(
        help: ArgumentHelp("The release's folder. Default: dist/NAME/release.", valueName: "folder"),
        completion: .directory)
    var from: String?

    @Option(
        help: ArgumentHelp(
            "A folder of image archives (docker save) to copy too. Default: those in the release's folder.",
            valueName: "folder"),
        completion: .directory)
    var images: String?

    @Option(
        help: ArgumentHelp(
            "Which instance of the app, where a machine has several. Default: the first one.", valueName: "id"))
    var instance: String?

    @Flag(help: "Go back to the release before instead.")
    var rollback = false

    @Option(
        help: ArgumentHelp(
            "The machine's public host key, or a file with it, for one machine. Default: as known_hosts has it.",
            valueName: "key|file"))
    var hostKey: String?

    @Option(
        help: ArgumentHelp("The known_hosts that counts. Default: your own and the system's.", valueName: "file"),
        completion: .file())
    var knownHosts: String?

    @Option(
        name: .shortAndLong, help: ArgumentHelp("Your private key. Default: as ssh finds it.", valueName: "file"),
        completion: .file())
    var identity: String?

    @Flag(help: "Let the machine make no backup before the update.")
    var noBackup = false

    @Flag(help: "Say what would be copied and run, and change nothing.")
    var dryRun = false

    func validate() throws {
        if hostKey != nil, knownHosts != nil {
            throw ValidationError("--host-key and --known-hosts exclude each other")
        }
        if hostKey != nil, hosts.count > 1 {
            throw ValidationError(
                "--host-key is one machine's; write the keys of several into a file for --known-hosts")
        }
        if Set(hosts).count != hosts.count { throw ValidationError("a machine is named twice") }
        if rollback, from != nil || images != nil || noBackup {
            throw ValidationError(
                "--rollback takes a release that is on the machine: leave out --from, --images, --no-backup")
        }
        if let instance, InstanceID(instance) == nil {
            throw ValidationError("'\(instance)' is no instance's name: it is \(InstanceID.rule)")
        }
    }

    func run() async throws {
        do {
            let scratch = try Scratch("deploy")
            defer { scratch.remove() }
            let interruption = Interruption()
            interruption.handle {
                scratch.remove()
                Generation.complain(
                    "Stopped here. What runs on a machine goes on; the same command goes on where this was.")
                Foundation.exit(128 + (interruption.signal ?? SIGINT))
            }
            let ssh = try ssh(scratch)
            let remotes = try hosts.map { try Remote($0, by: ssh) }
            try await run(on: remotes)
        } catch let failure as DeployFailure {
            throw Self.told(failure)
        } catch let error as CommandFailure {
            Generation.complain("error: \(error)")
            throw ExitCode(EX_UNAVAILABLE)
        }
    }

    private static func told(_ failure: DeployFailure) -> ExitCode {
        Generation.complain("error: \(failure.message)")
        for line in failure.details { Generation.complain("  \(line)") }
        if let help = failure.help { Generation.complain("help: \(help)") }
        return ExitCode(failure.code.rawValue)
    }

    private func run(on remotes: [Remote]) async throws {
        let work: Deployment.Work
        let name: String
        if rollback {
            (work, name) = (.rollback, try appName())
        } else {
            let bundle = try bundle()
            (work, name) = (.update(bundle), bundle.app)
        }
        let console = Console()
        let deployment = Deployment(
            of: name, instance: instance.flatMap(InstanceID.init), work, flags: noBackup ? ["--no-backup"] : []
        ) { console.line($0) }
        for (index, remote) in remotes.enumerated() {
            if remotes.count > 1 { console.line("\(remote.host):") }
            var code: Int32
            do {
                code = try await deployment.run(on: remote, onlyShows: dryRun)
                if code != 0 {
                    Generation.complain("error: what ran on \(remote.host) has ended with exit code \(code)")
                }
            } catch let failure as DeployFailure {
                code = Self.told(failure).rawValue
            }
            if code == 0 { continue }
            let left = remotes.dropFirst(index + 1).map(\.host)
            if !left.isEmpty { Generation.complain("  not begun: \(left.joined(separator: ", "))") }
            throw ExitCode(code)
        }
    }

    private func ssh(_ scratch: Scratch) throws -> SSH {
        let identity = identity.map(absolutePath)
        guard let hostKey else { return try SSH(knownHosts: knownHosts.map(absolutePath), identity: identity) }
        let path = absolutePath(hostKey)
        guard FileManager.default.fileExists(atPath: path) else {
            return try SSH(hostKey: hostKey, identity: identity, in: scratch)
        }
        let text = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
        return try SSH(hostKey: text, from: path, identity: identity, in: scratch)
    }

    private func bundle() throws -> ReleaseBundle {
        let images = images.map { Root(absolutePath($0)).withoutLinks.prefix }
        if let from {
            let folder = Root(absolutePath(from)).withoutLinks.prefix
            let isSigned = FileManager.default.fileExists(atPath: "\(folder)/release.json")
            return try ReleaseBundle(folder, images: images, app: isSigned ? nil : appName())
        }
        let name = try appName()
        return try ReleaseBundle(
            Root(absolutePath("dist/\(name)/release")).withoutLinks.prefix, images: images, app: name)
    }

    /// What else there is to say about app.yaml, `landfall check` and `landfall release` have said.
    private func appName() throws -> String {
        let transcript = Transcript()
        do {
            return try Generation(file: app, programs: Programs(named: []), transcript: transcript).spec().app.name
        } catch {
            transcript.flush()
            throw error
        }
    }
}
