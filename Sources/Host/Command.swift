import Glibc
import Subprocess
import SystemPackage

/// A program to run, as a value: its arguments are a list and pass no shell.
public struct Command: Sendable, Equatable {
    public var executable: String
    public var arguments: [String]
    public var folder: String?
    /// Variables set for it, or taken away (nil), beside those inherited.
    public var environment: [String: String?]
    /// The names of the variables that it inherits; nil for all of them.
    public var inherited: [String]?

    public init(
        _ executable: String, _ arguments: [String] = [], folder: String? = nil, environment: [String: String?] = [:],
        inherited: [String]? = nil
    ) {
        self.executable = executable
        self.arguments = arguments
        self.folder = folder
        self.environment = environment
        self.inherited = inherited
    }

    /// What a person types to run it: each word quoted for a POSIX shell where it needs that, so that the shell takes
    /// it as exactly this text. Every command that is shown to people comes from here.
    public var line: String { ShellWord.joined([executable] + arguments) }
}

public struct CommandResult: Sendable, Equatable {
    public var status: Int32
    /// The last lines of what it printed, both streams in order.
    public var lastLines: [String]
    public var succeeded: Bool { status == 0 }
}

public enum CommandFailure: Error, Equatable, CustomStringConvertible {
    case notFound(String)
    case notStarted(String, reason: String)

    public var description: String {
        switch self {
        case .notFound(let name): "`\(name)` is not installed"
        case .notStarted(let line, let reason): "cannot run `\(line)`: \(reason)"
        }
    }
}

extension Command {
    static let keptLines = 200

    /// Runs it to its end; what it prints goes line by line to `onLine` and to no log.
    ///
    /// - Parameter input: What it reads from standard input, at most 64 KiB, which a pipe holds.
    public func run(
        input: [UInt8] = [], onLine: @escaping @Sendable (String) -> Void = { _ in }
    ) async throws(CommandFailure) -> CommandResult {
        let environment = base.updating(
            Dictionary(uniqueKeysWithValues: self.environment.map { (Environment.Key(stringLiteral: $0), $1) }))
        do {
            // Not Subprocess's own `.none`: where that cannot open the device it ends the whole process.
            let source = try Self.source(of: input)
            defer { try? source.close() }
            let outcome = try await Subprocess.run(
                executable.contains("/") ? .path(FilePath(executable)) : .name(executable),
                arguments: Arguments(arguments), environment: environment,
                workingDirectory: folder.map { FilePath($0) },
                input: .fileDescriptor(source, closeAfterSpawningProcess: false), output: .sequence,
                error: .combinedWithOutput
            ) { execution in
                var last: [String] = []
                for try await line in execution.standardOutput.strings() {
                    last.append(line)
                    if last.count > Self.keptLines { last.removeFirst() }
                    onLine(line)
                }
                return last
            }
            return CommandResult(status: outcome.terminationStatus.shellCode, lastLines: outcome.closureResult)
        } catch let error as SubprocessError where error.code == .executableNotFound {
            throw .notFound(executable)
        } catch {
            throw .notStarted(line, reason: "\(error)")
        }
    }
}

extension Command {
    private var base: Environment {
        guard let inherited else { return .inherit }
        let pairs = inherited.compactMap { name in
            ThisProcess.variable(name).map { (Environment.Key(stringLiteral: name), $0) }
        }
        return .custom(Dictionary(pairs) { $1 })
    }

    /// What gives these bytes to who reads it, and then ends.
    private static func source(of bytes: [UInt8]) throws -> FileDescriptor {
        if bytes.isEmpty { return try FileDescriptor.open("/dev/null", .readOnly, options: .closeOnExec) }
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { throw Errno(rawValue: errno) }
        // The program gets a copy of the one end; no program may hold the other.
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        let writer = FileDescriptor(rawValue: ends[1])
        try writer.closeAfter { _ = try writer.writeAll(bytes) }
        return FileDescriptor(rawValue: ends[0])
    }
}

extension TerminationStatus {
    /// As a shell's `$?`: the exit code, or 128 and the signal.
    fileprivate var shellCode: Int32 {
        switch self {
        case .exited(let code): code
        case .signaled(let signal): 128 + signal
        }
    }
}
