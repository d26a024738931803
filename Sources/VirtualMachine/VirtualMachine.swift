import Foundation
import Host
import Synchronization

/// A run of a virtual machine, from power-on to its end.
public struct VirtualMachine: Sendable {
    public var qemu: Qemu
    /// The time from power-on after which it is killed if it has not reached its mark.
    public var deadline: Duration
    /// How much longer it may run after that.
    public var stay: Duration
    /// Receives each line of the serial console, with the time since power-on.
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

    /// The awaited event did not come.
    public struct Failed: Error, CustomStringConvertible {
        public let description: String
        public init(description: String) { self.description = description }
    }

    /// What a run waits for.
    public enum Mark: Sendable {
        case line(@Sendable (String) -> Bool)
        /// A time since power-on, whatever the machine does.
        case time(Duration)
    }

    /// How a run ends after its mark.
    public enum Ending: Sendable {
        /// Like a power cut: nothing is flushed.
        case powerCut
        /// The machine switches itself off.
        case itself
    }

    /// Runs it to its mark and then to its end.
    ///
    /// - Parameter then: Called at the mark while the machine runs. It returns how the run ends.
    /// - Returns: The time from power-on to the mark.
    /// - Throws: ``Failed`` with the console's last lines if the mark did not come; errors from `then`.
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
        // The work at the mark may be waiting for a machine that is gone.
        let grace = Task {
            try await Task.sleep(for: .seconds(10))
            watcher.cancel()
        }
        defer { grace.cancel() }
        do {
            if let time = try await watcher.value { return time }
        } catch _ where watcher.isCancelled {
            // The work was still waiting for the machine. Its own error, for example from ssh, does not say that.
            throw Failed(
                description: "the machine ended too early (QEMU: \(result.status)); its console's last "
                    + "lines:\n  \(tail.text)")
        }
        let time = ContinuousClock.now - start
        let why =
            time >= deadline
            ? "the machine did not get that far in \(deadline.components.seconds) s"
            : "the machine ended before it got that far, after \(time.components.seconds) s (QEMU: \(result.status))"
        throw Failed(description: "\(why); its console's last lines:\n  \(tail.text)")
    }

    /// Ends it like a power cut: QEMU cannot write what the machine did not flush.
    public func cut() {
        if let process { kill(process, SIGKILL) }
    }

    public var isRunning: Bool { process.map { kill($0, 0) == 0 } ?? false }

    /// QEMU's process id file. QEMU writes it at its start and removes it at a regular end.
    private var process: pid_t? {
        guard let bytes = try? Files(.system).read(qemu.processFile) else { return nil }
        return pid_t(String(decoding: bytes, as: UTF8.self).filter(\.isNumber)).flatMap { $0 > 1 ? $0 : nil }
    }

    /// Takes a picture of tty1.
    public func screenshot(to file: String) -> Bool { Control(path: qemu.control).screenshot(to: file) }

    /// What tty1 shows in VGA's text mode, without line ends; nil if the machine is gone, or has no VGA.
    public var screen: String? {
        guard qemu.processor == .amd64 else { return nil }
        let file = qemu.control + ".screen"
        defer { try? Files(.system).remove(file) }
        return Control(path: qemu.control).text(by: file)
    }

    /// If this program is killed, `timeout` ends QEMU.
    private var limited: Command {
        let command = qemu.command
        let limit = "\(max(1, (deadline + stay).components.seconds))"
        return Command("timeout", ["--signal=KILL", limit, command.executable] + command.arguments)
    }

    /// A console line without cursor movement and colours.
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
