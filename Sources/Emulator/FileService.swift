import FlyingFox
import Foundation

/// Serves files on a loopback port, like a release's download page.
public final class FileService: Sendable {
    private let server: HTTPServer

    /// - Parameter files: Keyed by path, without a leading slash.
    public init(_ files: [String: [UInt8]]) throws {
        server = try HTTPServer.onLoopback { request in
            guard let bytes = files[String(request.target.path().drop { $0 == "/" })] else {
                return HTTPResponse(statusCode: .notFound, body: Data("Not Found\n".utf8))
            }
            return HTTPResponse(statusCode: .ok, body: Data(bytes))
        }
    }

    /// Starts to answer.
    /// - Returns: The port.
    public func start() async throws -> UInt16 {
        Task { [server] in try await server.run() }
        return try await server.listeningPort()
    }

    public func stop() async { await server.stop() }
}
