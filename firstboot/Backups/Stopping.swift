import Glibc
import Installation
import Synchronization

/// Work that Ctrl-C, SIGTERM and a lost connection end in order: it is cancelled, and clears away what it has begun.
///
/// From the first such work on, the process catches these signals to its end: what follows the work must not be cut off.
enum Stopping {
    /// - Parameter outcome: What it means that the work was stopped, such as `there is no backup`.
    /// - Throws: ``Failure`` with the signal's exit code if it was stopped, otherwise what `body` throws.
    static func run<Answer: Sendable>(
        _ outcome: String, _ body: @escaping @Sendable () async throws -> Answer
    ) async throws -> Answer {
        catchSignals()
        let work = Task { try await body() }
        let watch = Task {
            while received.load(ordering: .relaxed) == 0 { try await Task.sleep(for: .milliseconds(100)) }
            work.cancel()
        }
        defer { watch.cancel() }
        do { return try await work.value } catch {
            guard let code = ExitCode(rawValue: 128 + received.load(ordering: .relaxed)) else { throw error }
            throw Failure(code, "stopped: \(outcome)")
        }
    }

    private static let signals = [SIGINT, SIGTERM, SIGHUP]

    private static func catchSignals() {
        for number in signals {
            // Its reader is made before it can be called.
            _ = received.load(ordering: .relaxed)
            // Whoever started this program may have it ignore one of them, as nohup does.
            let former = signal(number) { received.store($0, ordering: .relaxed) }
            if unsafeBitCast(former, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self) { signal(number, SIG_IGN) }
        }
    }
}

/// The signal that came; 0 as long as none did.
private let received = Atomic<Int32>(0)

/// Runs `body` to its end although the caller is cancelled: programs that are started in a cancelled task are ended at
/// once, and what clears away must not be.
func uncancelled<Answer: Sendable>(_ body: @escaping @Sendable () async throws -> Answer) async throws -> Answer {
    try await Task { try await body() }.value
}

/// A part of uncancelled work that the cancelled caller does cancel.
final class CancelledPart<Answer: Sendable>: Sendable {
    private let state = Mutex<(work: Task<Answer, any Error>?, isCancelled: Bool)>((nil, false))

    func run(_ body: @escaping @Sendable () async throws -> Answer) async throws -> Answer {
        let work = Task { try await body() }
        let isLate = state.withLock { state in
            state.work = work
            return state.isCancelled
        }
        if isLate { work.cancel() }
        return try await work.value
    }

    func cancel() {
        state.withLock { state in
            state.isCancelled = true
            return state.work
        }?.cancel()
    }
}
