import FlyingFox
import FlyingSocks
import Glibc

/// FlyingFox's own pool, but its sockets send at once.
///
/// FlyingFox writes the head and then the body. Without TCP_NODELAY the kernel holds the body back until the client's
/// delayed acknowledgement: 40 ms for each request on a kept connection.
struct PromptPool: AsyncSocketPool {
    private let pool: any AsyncSocketPool = HTTPServer.defaultPool()

    func prepare() async throws { try await pool.prepare() }

    func run() async throws { try await pool.run() }

    func suspendSocket(_ socket: Socket, untilReadyFor events: Socket.Events) async throws {
        // The listening socket waits here before any other, and those that it accepts inherit the option.
        try socket.setValue(true, for: BoolSocketOption(level: Int32(IPPROTO_TCP), name: TCP_NODELAY))
        try await pool.suspendSocket(socket, untilReadyFor: events)
    }
}
