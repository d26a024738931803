import FlyingFox
import FlyingSocks
import Foundation
import HTTP
import Synchronization

/// Runs a server on loopback for the body's time. The body has a thread of its own, since a client blocks.
func withServer<Value: Sendable>(
    _ handler: @escaping @Sendable (HTTPRequest) async throws -> HTTPResponse,
    _ body: @escaping @Sendable (String) throws -> Value
) async throws -> Value {
    let server = HTTPServer(
        address: try sockaddr_in.inet(ip4: "127.0.0.1", port: 0), logger: .disabled,
        handler: ClosureHTTPHandler(handler))
    return try await run(server) { address in
        guard case .ip4(_, let port) = address else { throw ServerFailure() }
        return try body("http://127.0.0.1:\(port)")
    }
}

func run<Value: Sendable>(
    _ server: HTTPServer, _ body: @escaping @Sendable (FlyingSocks.Socket.Address?) throws -> Value
) async throws -> Value {
    let task = Task { try await server.run() }
    try await server.waitUntilListening(timeout: 60)
    let address = await server.listeningAddress
    let result = await onThread { try body(address) }
    await server.stop()
    task.cancel()
    return try result.get()
}

func onThread<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async -> Result<Value, any Error> {
    await withCheckedContinuation { continuation in
        Thread.detachNewThread { continuation.resume(returning: Result(catching: body)) }
    }
}

struct ServerFailure: Error {}

/// A clock that only waiting moves, and what was waited for.
final class VirtualClock: Sendable {
    private let state = Mutex<(now: Duration, sleeps: [Duration])>((.zero, []))

    var sleeps: [Duration] { state.withLock { $0.sleeps } }

    /// - Parameter random: What chance always gives.
    func timing(random: Double = 0, onSleep: @escaping @Sendable (Duration) -> Void = { _ in }) -> Timing {
        Timing(
            now: { self.state.withLock { $0.now } },
            sleep: { duration in
                let now = self.state.withLock { state in
                    state.now += duration
                    state.sleeps.append(duration)
                    return state.now
                }
                onSleep(now)
            },
            random: { random })
    }
}

extension Policy {
    /// A copy with changes.
    func with(_ change: (inout Policy) -> Void) -> Policy {
        var copy = self
        change(&copy)
        return copy
    }
}
