import Foundation
import Host
import Synchronization

/// A virtual machine that runs, from power-on to its end.
public struct VirtualMachine: Sendable {
    public var qemu: Qemu
    /// When it is ended by force if it is not at its mark, since power-on.
    public var deadline: Duration
    /// How much longer it may run when it is there.
    public var stay: Duration
    /// Hears each line of the serial console, with the time since power-on.
    public var onLine: @Sendable (String, Duration) -> Void

    public init(
        _ qemu: Qemu, deadline: Duration, stay: Duration = .zero,
        onLine: @escaping @Sendable (String, Duration) -> Void
    ) {
        self.qemu = qemu
        self.deadline = deadline
        self.stay = stay
        self.onLine = onLine
    }

    /// What was to be waited for did not come.
    public struct Failed: Error, CustomStringConvertible {
        public let description: String
        public init(description: String) { self.description = description }
    }

    /// What a run waits for.
    public enum Mark: Sendable {
        case line(@Sendable (String) -> Bool)
        /// Since power-on, whatever the machine does meanwhile.
        case time(Duration)
    }

    /// How a run ends when it is there.
    public enum Ending: Sendable {
        /// As by a power cut: nothing is flushed.
        case powerCut
        /// The machine switches itself off.
        case itself
    }

    /// Runs it to its mark and on to its end.
    ///
    /// - Parameter then: What is done at the mark while the machine runs; it says how the run ends.
    /// - Returns: The time from power-on to the mark.
    /// - Throws: ``Failed`` with the console's last lines where the mark did not come; what `then` throws.
    @discardableResult
    public func run(
        until mark: Mark, then: @escaping @Sendable () async throws -> Ending = { .itself }
    ) async throws -> Duration {
        let start = ContinuousClock.now
        let tail = Tail()
        let (marks, source) = AsyncStream<Duration>.makeStream(bufferingPolicy: .bufferingOldest(1))
        if case .time(let time) = mark {
            Task {
                try? await Task.sleep(for: time)
                source.yield(time)
            }
        }
        let overdue = Task {
            try await Task.sleep(for: deadline)
            cut()
        }
        defer { overdue.cancel() }
        let watcher = Task { () throws -> Duration? in
            for await time in marks {
                overdue.cancel()
                do {
                    if try await then() == .powerCut { cut() }
                } catch {
                    cut()
                    throw error
                }
                return time
            }
            return nil
        }
        let result = try await limited.run { raw in
            let line = Self.plain(raw)
            let now = ContinuousClock.now - start
            onLine(line, now)
            tail.add(line)
            if case .line(let isMark) = mark, isMark(line) { source.yield(now) }
        }
        try? Files(.system).remove(qemu.processFile)
        source.finish()
        // What is done at the mark may be waiting for a machine that is gone.
        let grace = Task {
            try await Task.sleep(for: .seconds(10))
            watcher.cancel()
        }
        defer { grace.cancel() }
        do {
            if let time = try await watcher.value { return time }
        } catch _ where watcher.isCancelled {
            // It was still waiting for the machine; what it was doing, such as ssh's command, tells nothing of that.
            throw Failed(
                description: "the machine ended before it was done with (QEMU: \(result.status)); its console's last "
                    + "lines:\n  \(tail.text)")
        }
        let time = ContinuousClock.now - start
        let why =
            time >= deadline
            ? "the machine did not get there in \(deadline.components.seconds) s"
            : "the machine ended before it got there, after \(time.components.seconds) s (QEMU: \(result.status))"
        throw Failed(description: "\(why); its console's last lines:\n  \(tail.text)")
    }

    /// Ends it as a power cut does: QEMU has no chance to write what the machine did not flush.
    public func cut() {
        if let process { kill(process, SIGKILL) }
    }

    public var isRunning: Bool { process.map { kill($0, 0) == 0 } ?? false }

    /// QEMU's own, which it writes when it starts and removes when it ends in order.
    private var process: pid_t? {
        guard let bytes = try? Files(.system).read(qemu.processFile) else { return nil }
        return pid_t(String(decoding: bytes, as: UTF8.self).filter(\.isNumber)).flatMap { $0 > 1 ? $0 : nil }
    }

    /// Takes a picture of tty1.
    public func screenshot(to file: String) -> Bool { Control(path: qemu.control).screenshot(to: file) }

    /// What tty1 shows in VGA's text mode, without line ends; nil where the machine is gone.
    public var screen: String? {
        let file = qemu.control + ".screen"
        defer { try? Files(.system).remove(file) }
        return Control(path: qemu.control).text(by: file)
    }

    /// It is ended by the program that holds it, should this one be killed.
    private var limited: Command {
        let command = qemu.command
        let limit = "\(max(1, (deadline + stay).components.seconds))"
        return Command("timeout", ["--signal=KILL", limit, command.executable] + command.arguments)
    }

    /// A console's line without what moves the cursor and paints.
    static func plain(_ line: String) -> String {
        line.replacing(#/\u{1B}(\[[0-9;?]*[A-Za-z]|[()][A-Z0-9]|[c78=>])/#, with: "")
            .filter { $0 != "\r" && $0 != "\u{7}" && $0 != "\u{0}" }
    }
}

/// A console's last lines.
private final class Tail: Sendable {
    private let lines = Mutex<[String]>([])

    func add(_ line: String) {
        lines.withLock { lines in
            lines.append(line)
            if lines.count > 20 { lines.removeFirst() }
        }
    }

    var text: String { lines.withLock { $0 }.joined(separator: "\n  ") }
}
