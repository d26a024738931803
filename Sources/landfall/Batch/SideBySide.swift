import Foundation
import Glibc
import Signals

/// Work on many apps, on all processors.
///
/// A signal lets what has begun end, so that nothing is left half done, and begins nothing more. Work that can be left does
/// not end then: only what it does by ``whole(_:)`` is done whole or not at all.
struct SideBySide: Sendable {
    private let interruption = Interruption()
    private let progress = BatchProgress()
    private let writing = NSLock()

    /// The work was left because of a signal.
    struct Stopped: Error {}

    /// The signal that ended the work; nil if none did.
    var signal: Int32? { interruption.signal }

    /// Runs the work for each number from 0 on. The results come in that order, on the calling thread, as soon as those
    /// before them have come; nil for what was not begun.
    ///
    /// - Parameters:
    ///   - doing: What is done, for the progress, such as `generating`.
    ///   - canLeave: Whether a signal leaves what has begun, because nothing is written but by ``whole(_:)``.
    func run<Result: Sendable>(
        _ count: Int, doing: String, canLeave: Bool = false, _ work: @escaping @Sendable (Int) -> Result,
        deliver: (Int, Result?) -> Void
    ) {
        let board = Board<Result>(count: count)
        let interruption = interruption
        for _ in 0..<max(1, min(count, ProcessInfo.processInfo.activeProcessorCount)) {
            let thread = Thread {
                while let number = board.take(unless: { interruption.signal != nil }) {
                    board.put(work(number), number)
                }
            }
            // A file may be nested as deeply as on the main thread.
            thread.stackSize = 8 << 20
            thread.start()
        }
        for number in 0..<count {
            progress.show("\(doing) \(number + 1) of \(count)")
            let result = board.wait(for: number, canLeave: canLeave) { interruption.signal != nil }
            progress.clear()
            deliver(number, result)
        }
        // Whoever writes now ends that, and nobody begins.
        if interruption.signal != nil { writing.withLock {} }
    }

    /// Does something that a signal must not cut.
    ///
    /// - Throws: ``Stopped`` if one has come, and what the work throws.
    func whole(_ work: () throws -> Void) throws {
        try writing.withLock {
            guard interruption.signal == nil else { throw Stopped() }
            try work()
        }
    }
}

/// What is to do, and what is done.
private final class Board<Result: Sendable>: @unchecked Sendable {
    private let condition = NSCondition()
    private var next = 0
    private var results: [Result?]
    private let count: Int

    init(count: Int) {
        self.count = count
        results = Array(repeating: nil, count: count)
    }

    func take(unless isStopped: () -> Bool) -> Int? {
        condition.lock()
        defer { condition.unlock() }
        guard next < count, !isStopped() else { return nil }
        next += 1
        return next - 1
    }

    func put(_ result: Result, _ number: Int) {
        condition.lock()
        results[number] = result
        condition.broadcast()
        condition.unlock()
    }

    /// - Returns: nil if it will never be done.
    func wait(for number: Int, canLeave: Bool, isStopped: () -> Bool) -> Result? {
        condition.lock()
        defer { condition.unlock() }
        while results[number] == nil {
            if (canLeave || number >= next) && isStopped() { return nil }
            _ = condition.wait(until: Date(timeIntervalSinceNow: 0.2))
        }
        defer { results[number] = nil }
        return results[number]
    }
}

/// One line on a terminal that says how far the work is, and nothing elsewhere.
private struct BatchProgress {
    private let isTerminal = isatty(STDERR_FILENO) == 1

    func show(_ text: String) { put("\r\u{1b}[K\(text)") }

    func clear() { put("\r\u{1b}[K") }

    private func put(_ text: String) {
        guard isTerminal else { return }
        _ = text.withCString { write(STDERR_FILENO, $0, strlen($0)) }
    }
}
