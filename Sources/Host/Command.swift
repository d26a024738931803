import Subprocess
import SystemPackage

/// A program to run, as a value: its arguments are a list and pass no shell.
public struct Command: Sendable, Equatable {
    public var executable: String
    public var arguments: [String]
    public var folder: String?
    /// Variables set for it, or taken away (nil), beside those inherited.
    public var environment: [String: String?]

    public init(
        _ executable: String, _ arguments: [String] = [], folder: String? = nil, environment: [String: String?] = [:]
    ) {
        self.executable = executable
        self.arguments = arguments
        self.folder = folder
        self.environment = environment
    }

    public var line: String { ([executable] + arguments).joined(separator: " ") }
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
    public func run(onLine: @escaping @Sendable (String) -> Void = { _ in }) async throws(CommandFailure)
        -> CommandResult
    {
        let environment = Environment.inherit.updating(
            Dictionary(uniqueKeysWithValues: self.environment.map { (Environment.Key(stringLiteral: $0), $1) }))
        do {
            let outcome = try await Subprocess.run(
                executable.contains("/") ? .path(FilePath(executable)) : .name(executable),
                arguments: Arguments(arguments), environment: environment,
                workingDirectory: folder.map { FilePath($0) },
                input: .none, output: .sequence, error: .combinedWithOutput
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

extension TerminationStatus {
    /// As a shell's `$?`: the exit code, or 128 and the signal.
    fileprivate var shellCode: Int32 {
        switch self {
        case .exited(let code): code
        case .signaled(let signal): 128 + signal
        }
    }
}
