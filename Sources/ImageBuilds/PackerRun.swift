import Foundation
import Glibc
import Host
import Providers
import Signals
import Subprocess
import Synchronization
import SystemPackage

/// A run of Packer for one job. Its output goes to the log, its state to the progress line.
struct PackerRun {
    let packer: PackerProgram
    let job: BuildJob
    /// The environment variables of all providers' tokens. Packer gets only the one that it needs.
    let tokens: [String]
    let running: Running

    /// - Returns: Packer's exit code, or 128 plus the signal that ended it.
    func run(forced: Bool, show: @Sendable (String) -> Void) async throws -> Int32 {
        var arguments = ["build", "-color=false"]
        // A disk's folder has the inputs' digest in its name. What is there comes from a failed build of the same
        // inputs.
        if forced || job.source.writesLocalDisk { arguments.append("-force") }
        for (name, value) in job.variables.sorted(by: { $0.key < $1.key }) {
            arguments += ["-var", "\(name)=\(value)"]
        }
        arguments.append(packer.template(of: job))

        let own = job.source.token?.environment
        var changes = PackerProgram.environment
        for token in tokens where token != own { changes[token] = .some(nil) }
        let secret = own.flatMap { ProcessInfo.processInfo.environment[$0] } ?? ""
        let environment = Environment.inherit.updating(
            Dictionary(uniqueKeysWithValues: changes.map { (Environment.Key(stringLiteral: $0), $1) }))

        let log = try FileDescriptor.open(
            FilePath(job.log), .writeOnly, options: [.create, .truncate, .closeOnExec], permissions: [.ownerReadWrite])
        defer { try? log.close() }
        let nothing = try FileDescriptor.open("/dev/null", .readOnly, options: .closeOnExec)
        defer { try? nothing.close() }
        var options = PlatformOptions()
        // Packer gets its own process group. Otherwise it would get the terminal's Ctrl-C besides ours, and a second
        // one ends it at once.
        options.processGroupID = 0
        let running = running
        let outcome = try await Subprocess.run(
            .name("packer"), arguments: Arguments(arguments), environment: environment, platformOptions: options,
            input: .fileDescriptor(nothing, closeAfterSpawningProcess: false), output: .sequence,
            error: .combinedWithOutput
        ) { execution in
            let process = execution.processIdentifier.value
            running.add(process)
            defer { running.remove(process) }
            for try await line in execution.standardOutput.strings() {
                let line = secret.isEmpty ? line : line.replacing(secret, with: "[REDACTED]")
                try log.writeAll(Array((line + "\n").utf8))
                if let text = Self.state(in: line) { show(text) }
            }
        }
        return switch outcome.terminationStatus {
        case .exited(let code): code
        case .signaled(let signal): 128 + signal
        }
    }

    /// What a line of `==> NAME.BUILDER.image: text` says about the build.
    static func state(in line: String) -> String? {
        guard line.hasPrefix("==> ") || line.hasPrefix("    "), let colon = line.firstRange(of: ".image: ") else {
            return nil
        }
        let text = line[colon.upperBound...].drop(while: \.isWhitespace)
        return text.isEmpty ? nil : String(text.filter { !$0.isNewline && $0 != "\u{1b}" })
    }
}

/// The running Packers, and how to stop them.
final class Running: Sendable {
    private struct State {
        var processes: Set<pid_t> = []
        var isStopping = false
    }
    private let state = Mutex(State())

    func add(_ process: pid_t) {
        let isLate = state.withLock { state in
            state.processes.insert(process)
            return state.isStopping
        }
        if isLate { kill(-process, SIGINT) }
    }

    func remove(_ process: pid_t) {
        _ = state.withLock { $0.processes.remove(process) }
    }

    /// Asks each once to stop and remove its machine. The signal goes to the whole process group, as from a terminal,
    /// because Packer's first process leaves the work to its second. Those that take longer than the limit are killed.
    ///
    /// - Returns: Whether this was the first call.
    func stop(within limit: Duration) -> Bool {
        let processes = state.withLock { state -> Set<pid_t>? in
            defer { state.isStopping = true }
            return state.isStopping ? nil : state.processes
        }
        guard let processes else { return false }
        for process in processes { kill(-process, SIGINT) }
        Task {
            try? await Task.sleep(for: limit)
            for process in state.withLock(\.processes) { kill(-process, SIGKILL) }
        }
        return true
    }
}
