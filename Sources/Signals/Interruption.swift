import Foundation
import Glibc
import Synchronization

/// Turns Ctrl-C and similar signals into a call, so that a program can stop and clean up what it started.
///
/// There is one per process. It does not use libdispatch's signal sources, which lose a signal that the kernel delivers
/// to the main thread after an asynchronous `main` has given that thread to libdispatch.
public final class Interruption: Sendable {
    private struct State {
        var signal: Int32?
        var handler: (@Sendable () -> Void)?
    }
    private let state = Mutex(State())

    /// Catches the signals from now on, until the process ends.
    public init(signals: [Int32] = [SIGINT, SIGTERM, SIGHUP]) {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { return }
        // Programs that are started later must not hold the pipe.
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

    /// Calls the handler when a signal comes, or at once if one has come already.
    public func handle(_ handler: @escaping @Sendable () -> Void) {
        let isLate = state.withLock { state in
            state.handler = handler
            return state.signal != nil
        }
        if isLate { handler() }
    }

    /// Returns when a signal comes. This replaces the handler of ``handle(_:)``.
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

/// The pipe end for signal numbers. Another thread reads them and acts.
private let signalPipe = Atomic<Int32>(-1)

/// Does only what a signal handler may do: one write, and errno is restored.
private func passOn(_ number: Int32) {
    let saved = errno
    var byte = UInt8(truncatingIfNeeded: number)
    _ = write(signalPipe.load(ordering: .relaxed), &byte, 1)
    errno = saved
}
