import Glibc
import Subprocess
import SystemPackage

/// A program to run, as a value. Its arguments are a list and never go through a shell.
public struct Command: Sendable, Equatable {
    public var executable: String
    public var arguments: [String]
    public var folder: String?
    /// Variables to set, or to remove (nil), in addition to the inherited ones.
    public var environment: [String: String?]
    /// The names of the variables that it inherits; nil for all.
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

    /// What a person types to run it. Each word is quoted for a POSIX shell if needed. Every command that is shown to
    /// people comes from here.
    public var line: String { ShellWord.joined([executable] + arguments) }
}

public struct CommandResult: Sendable, Equatable {
    public var status: Int32
    /// The last lines of its output, both streams in order.
    public var lastLines: [String]
    public var succeeded: Bool { status == 0 }

    public init(status: Int32, lastLines: [String] = []) {
        self.status = status
        self.lastLines = lastLines
    }
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

    /// Runs it to its end. Its output goes line by line to `onLine`, and to no log.
    ///
    /// - Parameter input: Its standard input, at most 64 KiB, which fits into a pipe.
    public func run(
        input: [UInt8] = [], onLine: @escaping @Sendable (String) -> Void = { _ in }
    ) async throws(CommandFailure) -> CommandResult {
        do {
            // Do not use Subprocess's `.none`: if it cannot open the device, it ends the whole process.
            let source = try Self.source(of: input)
            defer { try? source.close() }
            let outcome = try await Subprocess.run(
                program, arguments: Arguments(arguments), environment: fullEnvironment,
                workingDirectory: folder.map { FilePath($0) },
                input: .fileDescriptor(source, closeAfterSpawningProcess: false), output: .sequence,
                error: .combinedWithOutput
            ) { execution in
                try await Self.kept(execution.standardOutput.strings(), onLine)
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
    var program: Executable { executable.contains("/") ? .path(FilePath(executable)) : .name(executable) }

    var fullEnvironment: Environment {
        base.updating(Dictionary(uniqueKeysWithValues: environment.map { (Environment.Key(stringLiteral: $0), $1) }))
    }

    /// The last of the lines; each goes to `onLine` when it comes.
    static func kept<Lines: AsyncSequence<String, any Error>>(
        _ lines: Lines, _ onLine: @Sendable (String) -> Void
    ) async throws -> [String] {
        var last: [String] = []
        for try await line in lines {
            last.append(line)
            if last.count > keptLines { last.removeFirst() }
            onLine(line)
        }
        return last
    }

    private var base: Environment {
        guard let inherited else { return .inherit }
        let pairs = inherited.compactMap { name in
            ThisProcess.variable(name).map { (Environment.Key(stringLiteral: name), $0) }
        }
        return .custom(Dictionary(pairs) { $1 })
    }

    /// A pipe that gives these bytes to its reader and then ends.
    static func source(of bytes: [UInt8]) throws -> FileDescriptor {
        if bytes.isEmpty { return try FileDescriptor.open("/dev/null", .readOnly, options: .closeOnExec) }
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { throw Errno(rawValue: errno) }
        // The program gets a copy of one end. No program may hold the other.
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        let writer = FileDescriptor(rawValue: ends[1])
        try writer.closeAfter { _ = try writer.writeAll(bytes) }
        return FileDescriptor(rawValue: ends[0])
    }
}

extension TerminationStatus {
    /// Like a shell's `$?`: the exit code, or 128 plus the signal.
    var shellCode: Int32 {
        switch self {
        case .exited(let code): code
        case .signaled(let signal): 128 + signal
        }
    }
}

extension Command {
    /// The exit code of a command that took too long; see ``limited(to:)``.
    public static let lateStatus: Int32 = 124

    /// The same, ended after that many seconds by `timeout` of GNU coreutils; nil for no limit.
    public func limited(to seconds: Int?) -> Command {
        guard let seconds else { return self }
        var command = self
        command.executable = "timeout"
        command.arguments = ["--kill-after=10", "\(seconds)", executable] + arguments
        return command
    }
}
