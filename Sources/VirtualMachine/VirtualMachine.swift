import Foundation
import Host
import Synchronization

/// A virtual machine that runs, from power-on to its end.
public struct VirtualMachine: Sendable {
    public var qemu: Qemu
    /// After which it is ended by force, whatever it does.
    public var deadline: Duration
    /// Hears each line of the serial console, with the time since power-on.
    public var onLine: @Sendable (String, Duration) -> Void

    public init(
        _ qemu: Qemu, deadline: Duration, onLine: @escaping @Sendable (String, Duration) -> Void
    ) {
        self.qemu = qemu
        self.deadline = deadline
        self.onLine = onLine
    }

    /// What was to be waited for did not come.
    public struct Failed: Error, CustomStringConvertible {
        public let description: String
        public init(description: String) { self.description = description }
    }

    /// Runs it until it switches itself off, or until a line is seen and what follows it is done.
    ///
    /// - Parameters:
    ///   - mark: Tells the line that is waited for, by its text or by its time.
    ///   - then: What is done while it still runs; afterwards it is ended as by a power cut. nil waits for it to
    ///     switch itself off, with the line seen before.
    /// - Returns: The time from power-on to the line.
    @discardableResult
    public func run(
        until mark: @escaping @Sendable (String, Duration) -> Bool,
        then: (@Sendable () async -> Void)? = nil
    ) async throws -> Duration {
        let start = ContinuousClock.now
        let seen = Mutex<Duration?>(nil)
        let (marks, source) = AsyncStream<Void>.makeStream()
        let onLine = onLine
        let last = Mutex<[String]>([])
        let control = Control(path: qemu.control)
        let command = qemu.command
        let limit = "\(max(1, deadline.components.seconds))"
        let watcher = Task {
            for await _ in marks {
                await then?()
                control.quit()
                break
            }
        }
        let result = try await Command("timeout", ["--signal=KILL", limit, command.executable] + command.arguments)
            .run { raw in
                let line = Self.plain(raw)
                let now = ContinuousClock.now - start
                onLine(line, now)
                last.withLock { lines in
                    lines.append(line)
                    if lines.count > 20 { lines.removeFirst() }
                }
                guard mark(line, now), seen.withLock({ $0 == nil }) else { return }
                seen.withLock { $0 = now }
                if then != nil { source.yield() }
            }
        source.finish()
        await watcher.value
        if let time = seen.withLock({ $0 }) { return time }
        let tail = last.withLock { $0 }.joined(separator: "\n  ")
        let why =
            result.status == 137
            ? "the machine did not get there in \(limit) s" : "the machine ended before (\(result.status))"
        throw Failed(description: "\(why); its console's last lines:\n  \(tail)")
    }

    /// Takes a picture of tty1.
    public func screenshot(to file: String) -> Bool { Control(path: qemu.control).screenshot(to: file) }

    /// Ends it as a power cut does.
    public func cut() { Control(path: qemu.control).quit() }

    /// A console's line without what moves the cursor and paints.
    static func plain(_ line: String) -> String {
        line.replacing(#/\u{1B}(\[[0-9;?]*[A-Za-z]|[()][A-Z0-9]|[c78=>])/#, with: "")
            .filter { $0 != "\r" && $0 != "\u{7}" && $0 != "\u{0}" }
    }
}
