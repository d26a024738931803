import Glibc
import Subprocess
import SystemPackage

/// A running program that reads commands and answers with lines.
public final class Conversation: Sendable {
    /// Its standard output. It ends when the program does.
    public let lines: AsyncStream<String>
    private let input: Int32

    fileprivate init(_ lines: AsyncStream<String>, input: Int32) {
        self.lines = lines
        self.input = input
    }

    /// Gives it text to read. Where it has ended already, nothing happens: its result says why.
    public func say(_ text: String) {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            // Without the signal, which would end this process.
            let count = rest.withUnsafeBytes { send(input, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            if count < 0 && errno != EINTR { return }
            rest = rest.dropFirst(max(count, 0))
        }
    }

    /// Tells it that nothing more comes.
    public func end() { shutdown(input, Int32(SHUT_WR)) }
}

extension Command {
    /// Runs it and talks to it. Its standard input ends when `body` does, and also if this process is killed.
    ///
    /// - Returns: Its result, with the last lines of its standard error, and what `body` returned.
    public func converse<Answer: Sendable>(
        _ body: @Sendable (Conversation) async throws -> Answer
    ) async throws -> (result: CommandResult, answer: Answer) {
        var ends: [Int32] = [-1, -1]
        guard socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0, &ends) == 0 else {
            throw CommandFailure.notStarted(line, reason: "\(Errno(rawValue: errno))")
        }
        defer { close(ends[1]) }
        let (lines, continuation) = AsyncStream.makeStream(of: String.self)
        let conversation = Conversation(lines, input: ends[1])
        let source = FileDescriptor(rawValue: ends[0])
        return try await withThrowingTaskGroup(of: CommandResult.self) { group in
            group.addTask {
                defer {
                    continuation.finish()
                    try? source.close()
                }
                return try await self.run(from: source) { continuation.yield($0) }
            }
            do {
                let answer = try await body(conversation)
                conversation.end()
                let result = try await group.next() ?? CommandResult(status: -1, lastLines: [])
                return (result, answer)
            } catch {
                conversation.end()
                throw ConversationFailure(cause: error, result: try? await group.next())
            }
        }
    }

    private func run(
        from source: FileDescriptor, _ onLine: @escaping @Sendable (String) -> Void
    ) async throws(CommandFailure) -> CommandResult {
        do {
            let outcome = try await Subprocess.run(
                program, arguments: Arguments(arguments), environment: fullEnvironment,
                workingDirectory: folder.map { FilePath($0) },
                input: .fileDescriptor(source, closeAfterSpawningProcess: false), output: .sequence, error: .sequence
            ) { execution in
                async let errors = Self.kept(execution.standardError.strings()) { _ in }
                _ = try await Self.kept(execution.standardOutput.strings(), onLine)
                return try await errors
            }
            return CommandResult(status: outcome.terminationStatus.shellCode, lastLines: outcome.closureResult)
        } catch let error as SubprocessError where error.code == .executableNotFound {
            throw .notFound(executable)
        } catch {
            throw .notStarted(line, reason: "\(error)")
        }
    }
}

/// A conversation that went wrong on this side, with how the program ended.
public struct ConversationFailure: Error, Sendable {
    public let cause: any Error
    public let result: CommandResult?
}
