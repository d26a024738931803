import Docker
import Host
import ImageMaking
import Installation
import JSON
import Plan
import Rollout
import Secrets
import Synchronization
import Text

/// Collects what somebody who helps wants to see, in one file without a secret.
struct SupportReport: Verb {
    static let endsInterrupted = false
    static let name = "report"
    static let summary = "write a file for those who help: versions, checks, logs and settings, with the secrets hidden"
    static let flags: [Flag<SupportReport>] = [
        .value("--to", "FILE", "write it to this new tar.gz; without it, into the current folder") {
            $0.destination = $1
        }
    ]

    private var destination: String?

    init() {}

    func run(on machine: Machine) async throws {
        try machine.requireRoot(for: Self.name, "reads files that only root may read")
        let name = "\(machine.paths.name)-report-\(Timestamp.now.basic)"
        let target = Root(destination ?? "./\(name).tar.gz").prefix
        let files = Files(.system)
        guard !files.exists(target) else {
            throw Failure(.usage, "\(target) is there already", help: "name a file that is not there")
        }
        let redactor = redactor(machine)
        let parts = try await ReportParts(machine).all(withLogs: redactor != nil)
        let folder = "\(target).parts"
        try files.createFolder(folder, mode: 0o700)
        defer { try? files.removeTree(folder) }
        try files.createFolder("\(folder)/\(name)", mode: 0o700)
        for part in parts {
            let text = redactor?(VisibleText.of(part.text)) ?? part.text
            try files.write("\(folder)/\(name)/\(part.name)", Array(text.utf8), mode: 0o600)
            machine.note(part.name)
        }
        let whole = "\(folder)/whole.tar.gz"
        // tar keeps the mode of a file that is there.
        try files.write(whole, [], mode: 0o600)
        let tar = try await Command("tar", ["--create", "--gzip", "--file", whole, "--directory", folder, name]).run()
        guard tar.succeeded else {
            throw Failure(.unavailable, "tar could not write \(whole)", details: Array(tar.lastLines.suffix(5)))
        }
        try files.move(whole, to: target)
        machine.console.line(
            "The report is \(target). The app's secrets and sensitive values are hidden in it; it does hold host names, "
                + "addresses and what the services log. Look through it before you pass it on.")
    }

    /// nil if the secrets cannot be read: then nothing could be hidden.
    private func redactor(_ machine: Machine) -> Redactor? {
        guard let (state, secrets) = try? StateStore(machine).load() else {
            machine.console.line(
                "The secrets cannot be read, so they could not be hidden: logs and settings are left out.")
            return nil
        }
        guard let record = state?.latest else { return Redactor(hiding: secrets.values.values.map(\.revealed)) }
        return Redactor(Values(machine.plan, record, secrets.values), and: secrets.pending)
    }
}

/// The files of a report.
private struct ReportParts {
    private let machine: Machine
    /// A service can log for years.
    private static let logLines = 500

    init(_ machine: Machine) { self.machine = machine }

    struct Part {
        var name: String
        var text: String
    }

    /// - Parameter withLogs: Whether parts that may hold secrets are among them.
    func all(withLogs: Bool) async throws -> [Part] {
        var parts = [
            Part(name: "versions.txt", text: try await versions()),
            Part(name: "doctor.json", text: try await doctor()),
            Part(name: "machine.txt", text: await output(Self.machineCommands)),
        ]
        guard withLogs else { return parts }
        parts += [
            Part(name: "state.json", text: file(machine.paths.stateFile)),
            Part(name: "images.json", text: file(machine.paths.images)),
            Part(name: "changes.json", text: file(MachineChanges.path)),
        ]
        if machine.hasSystemd {
            // Each by its name: a pattern would also take those of an app whose name begins with this one's.
            let units = Units(machine.plan, machine.paths).names + ["docker.service"]
            let journal = Command("journalctl", ["--no-pager", "--lines", "1000"] + units.flatMap { ["--unit", $0] })
            parts.append(Part(name: "journal.txt", text: await output([journal])))
        }
        if (try? DockerEngine().isUp) == true { parts += await stack() }
        return parts
    }

    private func stack() async -> [Part] {
        let label = "label=com.docker.compose.project=\(machine.plan.stack.project)"
        let engine = [["version"], ["info"], ["ps", "--all", "--filter", label], ["system", "df"]]
        var parts = [Part(name: "docker.txt", text: await output(engine.map(DockerProgram.command)))]
        for service in machine.plan.stack.services.map(\.name) {
            let logs = Compose(machine).logs([service], lines: Self.logLines, since: nil, follows: false)
            parts.append(Part(name: "log-\(service).txt", text: await output([logs])))
        }
        return parts
    }

    private static let machineCommands = [
        Command("uname", ["--all"]), Command("uptime"), Command("free", ["--mega"]),
        Command("df", ["--human-readable"]), Command("df", ["--inodes"]),
    ]

    private func versions() async throws -> String {
        [
            try Version.text(), file("/etc/os-release"),
            await DockerProgram.composeVersion().map { "Compose \($0)" } ?? "",
        ]
        .joined(separator: "\n") + "\n"
    }

    private func doctor() async throws -> String {
        String(decoding: try JSONCoder.encode(try await Checks(machine).all(), pretty: true), as: UTF8.self) + "\n"
    }

    private func file(_ path: String) -> String {
        let bytes = (try? machine.files.read(path)).flatMap { $0 }
        return bytes.map { String(decoding: $0, as: UTF8.self) } ?? "there is none, or it cannot be read\n"
    }

    /// Each command with its output. One that does not run is a line of its own.
    private func output(_ commands: [Command]) async -> String {
        var text = ""
        for command in commands {
            text += "$ \(command.line)\n"
            let lines = Mutex<[String]>([])
            do {
                _ = try await command.run { line in lines.withLock { $0.append(line) } }
            } catch {
                lines.withLock { $0.append("\(error)") }
            }
            text += lines.withLock { $0.map { $0 + "\n" }.joined() }
        }
        return text
    }
}
