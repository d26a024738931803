import Glibc
import Subprocess
import SystemPackage

/// What a program reads as its standard input.
public enum CommandInput: Sendable {
    /// At most 64 KiB, which fits into a pipe.
    case bytes([UInt8])
    /// A file of this computer.
    case file(String)
    /// Such a file from where it is, with a look at how much of it is read.
    case open(OpenFile)
}

extension Command {
    /// Runs it with files as its standard input and output. However much data there is, it goes from one process or
    /// file to the other, and none of it through this process's memory.
    ///
    /// - Parameters:
    ///   - output: The path of a new file (0600) for its standard output; nil to discard it. It is not durable yet.
    ///   - onErrorLine: Receives its standard error.
    /// - Returns: The last lines are those of its standard error.
    public func move(
        _ input: CommandInput = .bytes([]), to output: String? = nil,
        onErrorLine: @escaping @Sendable (String) -> Void = { _ in }
    ) async throws -> CommandResult {
        let source = try Self.open(input)
        defer { try? source.close() }
        let target = try output.map(Self.create) ?? FileDescriptor.open("/dev/null", .writeOnly, options: .closeOnExec)
        defer { try? target.close() }
        return try await runBulk(source, target, onErrorLine)
    }

    /// Runs it and takes its standard output part by part.
    ///
    /// - Parameter onPart: Whether to go on; without that the program is ended.
    /// - Returns: Its result with the last lines of its standard error; nil if it was ended.
    public func read(
        _ input: CommandInput, onPart: (UnsafeRawBufferPointer) -> Bool
    ) async throws -> CommandResult? {
        let source = try Self.open(input)
        defer { try? source.close() }
        do {
            let outcome = try await Subprocess.run(
                program, arguments: Arguments(arguments), environment: fullEnvironment,
                workingDirectory: folder.map { FilePath($0) },
                input: .fileDescriptor(source, closeAfterSpawningProcess: false), output: .sequence, error: .sequence
            ) { execution -> [String]? in
                async let errors = Self.kept(execution.standardError.strings()) { _ in }
                for try await part in execution.standardOutput where !part.withUnsafeBytes(onPart) {
                    try execution.send(signal: .kill)
                    return nil
                }
                return try await errors
            }
            return outcome.closureResult.map {
                CommandResult(status: outcome.terminationStatus.shellCode, lastLines: $0)
            }
        } catch let error as SubprocessError where error.code == .executableNotFound {
            throw CommandFailure.notFound(executable)
        }
    }

    /// Runs it and keeps all of its standard output.
    ///
    /// - Returns: The result has the last lines of its standard error.
    public func answer(_ input: CommandInput) async throws -> (result: CommandResult, lines: [String]) {
        var bytes: [UInt8] = []
        let result = try await read(input) { part in
            bytes.append(contentsOf: part)
            return true
        }
        let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init)
        return (result ?? CommandResult(status: -1), lines)
    }

    /// All lines of its standard output.
    ///
    /// - Throws: ``CommandFailure`` also if it ends with an error.
    public func output() async throws -> [String] {
        let (result, lines) = try await answer(.bytes([]))
        guard result.succeeded else {
            throw CommandFailure.notStarted(
                line, reason: result.lastLines.last ?? "it ended with \(result.status)")
        }
        return lines
    }

    private func runBulk(
        _ source: FileDescriptor, _ target: FileDescriptor, _ onErrorLine: @escaping @Sendable (String) -> Void
    ) async throws(CommandFailure) -> CommandResult {
        do {
            let outcome = try await Subprocess.run(
                program, arguments: Arguments(arguments), environment: fullEnvironment,
                workingDirectory: folder.map { FilePath($0) },
                input: .fileDescriptor(source, closeAfterSpawningProcess: false),
                output: .fileDescriptor(target, closeAfterSpawningProcess: false), error: .sequence
            ) { execution in
                try await Self.kept(execution.standardError.strings(), onErrorLine)
            }
            return CommandResult(status: outcome.terminationStatus.shellCode, lastLines: outcome.closureResult)
        } catch let error as SubprocessError where error.code == .executableNotFound {
            throw .notFound(executable)
        } catch {
            throw .notStarted(line, reason: "\(error)")
        }
    }

    private static func open(_ input: CommandInput) throws -> FileDescriptor {
        switch input {
        case .bytes(let bytes): return try source(of: bytes)
        case .file(let path): return try opened(path)
        case .open(let file): return try file.another()
        }
    }

    static func opened(_ path: String) throws -> FileDescriptor {
        let file = Glibc.open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        guard file >= 0 else { throw FileFailure("read", path, Errno(rawValue: errno)) }
        return FileDescriptor(rawValue: file)
    }

    private static func create(_ path: String) throws -> FileDescriptor {
        let file = Glibc.open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard file >= 0 else { throw FileFailure("create", path, Errno(rawValue: errno)) }
        return FileDescriptor(rawValue: file)
    }
}
