import FlyingFox
import FlyingSocks
import Glibc

/// FlyingFox's own pool, with sockets that send at once.
///
/// FlyingFox writes head and body one after the other; without TCP_NODELAY the kernel holds the second back until the
/// client's delayed acknowledgement, 40 ms for each request of a kept connection.
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
