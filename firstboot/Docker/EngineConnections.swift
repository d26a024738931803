import HTTP
import Synchronization

/// Connections to the engine that are kept for the next request. A new one costs 1.5 ms, most of it for libcurl's
/// resolver, and a first boot makes ten requests before it calls Compose.
enum EngineConnections {
    /// A client sends one request at a time. Only who has taken it uses it.
    private struct Idle: @unchecked Sendable { let client: Client }

    private static let idle = Mutex<[Idle]>([])

    /// Sends over a connection that nobody else uses meanwhile. Blocks.
    static func send(_ request: Request) throws(HTTPError) -> Response {
        let connection = idle.withLock { $0.popLast() } ?? Idle(client: Client(policy: .once))
        defer { idle.withLock { $0.append(connection) } }
        return try connection.client.send(request)
    }
}
