import Dispatch
import Glibc
import Synchronization

/// Turns Ctrl-C and its like into a call, so that what was started is ended and cleaned up.
public final class Interruption: Sendable {
    private struct State {
        var signal: Int32?
        var handler: (@Sendable () -> Void)?
    }
    private let state = Mutex(State())
    // Written in `init` alone, to keep them.
    private nonisolated(unsafe) var sources: [any DispatchSourceSignal] = []

    /// Catches the signals from now on, for the process's whole life.
    public init(signals: [Int32] = [SIGINT, SIGTERM, SIGHUP]) {
        for number in signals {
            Glibc.signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler { [weak self] in self?.receive(number) }
            source.activate()
            sources.append(source)
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

    private func receive(_ number: Int32) {
        let handler = state.withLock { state in
            state.signal = number
            return state.handler
        }
        handler?()
    }
}
