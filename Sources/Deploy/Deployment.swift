import Host
import Plan
import Stamp
import Text

/// One change of the release on machines, by the machine's own program.
public struct Deployment: Sendable {
    public enum Work: Sendable {
        case update(ReleaseBundle)
        case rollback
    }

    private let app: String
    /// One of several of the app on the machine; nil for the only or the first one.
    private let instance: InstanceID?
    private let work: Work
    /// Further ones for the machine's verb.
    private let flags: [String]
    /// Takes what is to be told, and what the machine's program says, line by line. A machine may send anything: what
    /// takes the lines has to make them visible.
    private let say: @Sendable (String) -> Void

    public init(
        of app: String, instance: InstanceID?, _ work: Work, flags: [String] = [],
        say: @escaping @Sendable (String) -> Void
    ) {
        self.app = app
        self.instance = instance
        self.work = work
        self.flags = flags
        self.say = say
    }

    private var paths: Paths { Paths(app: app, instance: instance) }
    /// Shared by all instances: they have the same releases.
    private func folder(_ remote: Remote) -> String { remote.root + Paths(app: app).deploy }
    private func program(_ remote: Remote) -> String { remote.root + paths.binary }
    private var unit: String { "landfall-deploy-\(paths.name).service" }

    /// Does it on one machine.
    ///
    /// - Parameter onlyShows: Says what would be copied and started, and does neither.
    /// - Returns: The exit code of the machine's program.
    /// - Throws: ``DeployFailure`` if it has not come to that, or if the connection is lost for good.
    public func run(on remote: Remote, onlyShows: Bool = false) async throws -> Int32 {
        let machine = try await look(at: remote)
        let files = try needed(by: machine)
        let run = MachineRun(remote, folder: folder(remote), unit: unit, say: say)
        let label = label(files)
        if machine.isAtWork { return try await join(run, machine, label, onlyShows) }
        let state = files.isEmpty ? machine : try await look(at: remote, for: files)
        let copying = FileCopies(remote, folder: folder(remote), say: say)
        if onlyShows {
            try copying.show(files, state)
            say("It would then run: \(ShellWord.joined(command(remote, release: key(files))))")
            return 0
        }
        try await copying.run(files, state)
        let code = try await run.start(
            command(remote, release: key(files)), release: key(files), label: label, files)
        // What is no longer needed there is no reason to fail.
        if code == 0, !files.isEmpty { _ = try? await remote.run(Scripts.tidy, [folder(remote), key(files)]) }
        return code
    }

    private func look(at remote: Remote, for files: [ReleaseBundle.File] = []) async throws -> MachineState {
        let lines = try await remote.ask(
            Scripts.look, [folder(remote), program(remote), unit] + files.map(\.sha256),
            // A host that never answered is more likely the wrong one than one that will answer soon.
            pauses: files.isEmpty ? [] : Remote.pauses, limit: Remote.patience + FileCopies.seconds(toRead: files))
        let machine = MachineState(lines)
        guard machine.provider != nil else {
            if let instance {
                throw DeployFailure(
                    .unavailable, "\(remote.host) has no instance \(instance) of \(app)",
                    help: "`\(Paths(app: app).command) instance list` names those that it has")
            }
            throw DeployFailure(
                .unavailable, "\(remote.host) has no \(paths.binary)",
                help: "the app is not installed there: its first release comes by an image, cloud-init or install.sh")
        }
        guard machine.hasSystemd else {
            throw DeployFailure(
                .unavailable, "\(remote.host) does not run systemd, which has to carry the run through",
                help: "run `\(paths.command) update --from DIR` there yourself")
        }
        return machine
    }

    private func needed(by machine: MachineState) throws -> [ReleaseBundle.File] {
        guard case .update(let bundle) = work else { return [] }
        return try bundle.files(for: machine.architecture, machine.provider ?? "")
    }

    /// Two deployments with one label are the same: the second may take the first one's result for its own.
    private func label(_ files: [ReleaseBundle.File]) -> String {
        switch work {
        case .update(let bundle):
            let version = bundle.version.map { " to \($0)" } ?? ""
            return ShellWord.joined(["update"] + flags) + version + " (\(key(files).prefix(12)))"
        case .rollback: return ShellWord.joined(["rollback"] + flags)
        }
    }

    /// Names the files and their content.
    private func key(_ files: [ReleaseBundle.File]) -> String {
        let text = files.map { "\($0.name) \($0.sha256)\n" }.sorted().joined()
        return String(SHA256.hex(Array(text.utf8)).prefix(32))
    }

    /// An instance's program has its own name, which says whose it is.
    private func command(_ remote: Remote, release: String) -> [String] {
        var words = [program(remote)]
        switch work {
        case .update: words += ["update", "--from", "\(folder(remote))/releases/\(release)"]
        case .rollback: words.append("rollback")
        }
        return words + ["--yes"] + flags + (remote.root.isEmpty ? [] : ["--root", remote.root])
    }

    private func join(_ run: MachineRun, _ machine: MachineState, _ label: String, _ onlyShows: Bool) async throws
        -> Int32
    {
        let running = VisibleText.of(machine.job.dropFirst().first ?? "one")
        guard let id = machine.job.first, running == label, !onlyShows else {
            throw DeployFailure(
                .busy, "a deployment is at work on \(run.host): \(running)",
                help: "wait until it ends; the command that began it shows how far it is")
        }
        say("This is at work on \(run.host) already; here is what it says from its beginning on.")
        return try await run.follow(id)
    }
}
