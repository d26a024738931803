import Foundation
import Glibc
import Synchronization

/// Turns Ctrl-C and its like into a call, so that what was started is ended and cleaned up.
///
/// There is one in a process. It does without libdispatch's signal sources: those lose a signal that the kernel gives
/// to the main thread, which an asynchronous `main` has left to libdispatch.
public final class Interruption: Sendable {
    private struct State {
        var signal: Int32?
        var handler: (@Sendable () -> Void)?
    }
    private let state = Mutex(State())

    /// Catches the signals from now on, for the process's whole life.
    public init(signals: [Int32] = [SIGINT, SIGTERM, SIGHUP]) {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { return }
        // Programs that are started meanwhile must not hold the pipe.
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        let (input, output) = (ends[0], ends[1])
        signalPipe.store(output, ordering: .relaxed)
        for number in signals { Glibc.signal(number, passOn) }
        Thread.detachNewThread { [weak self] in
            var number: UInt8 = 0
            while read(input, &number, 1) == 1 { self?.receive(Int32(number)) }
        }
    }

    /// The signal that came, if one did.
    public var signal: Int32? { state.withLock(\.signal) }

    /// Calls the handler when a signal comes, at once where one came already.
    public func handle(_ handler: @escaping @Sendable () -> Void) {
        let isLate = state.withLock { state in
            state.handler = handler
            return state.signal != nil
        }
        if isLate { handler() }
    }

    /// Returns when a signal comes. What ``handle(_:)`` was told is forgotten.
    public func wait() async {
        await withCheckedContinuation { continuation in
            // A second Ctrl-C must not resume again.
            let isFirst = Mutex(true)
            handle {
                let resumes = isFirst.withLock { first in
                    defer { first = false }
                    return first
                }
                if resumes { continuation.resume() }
            }
        }
    }

    private func receive(_ number: Int32) {
        let handler = state.withLock { state in
            state.signal = number
            return state.handler
        }
        handler?()
    }
}

/// Where a signal's number is written for the thread that acts on it.
private let signalPipe = Atomic<Int32>(-1)

/// Does only what a signal handler may: one write, with errno left as it was.
private func passOn(_ number: Int32) {
    let saved = errno
    var byte = UInt8(truncatingIfNeeded: number)
    _ = write(signalPipe.load(ordering: .relaxed), &byte, 1)
    errno = saved
}
