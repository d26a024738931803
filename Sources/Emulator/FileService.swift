import FlyingFox
import FlyingSocks
import Foundation

/// Files for download on a loopback port, as a release's page offers them.
public final class FileService: Sendable {
    private let server: HTTPServer
    private let files: [String: [UInt8]]

    /// - Parameter files: By their paths, without a leading slash.
    public init(_ files: [String: [UInt8]]) throws {
        self.files = files
        server = HTTPServer(
            address: try sockaddr_in.inet(ip4: "127.0.0.1", port: 0), pool: PromptPool(), logger: .disabled,
            handler: ClosureHTTPHandler { request in
                guard let bytes = files[String(request.target.path().drop { $0 == "/" })] else {
                    return HTTPResponse(statusCode: .notFound, body: Data("Not Found\n".utf8))
                }
                return HTTPResponse(statusCode: .ok, body: Data(bytes))
            })
    }

    /// Starts to answer.
    /// - Returns: The port.
    public func start() async throws -> UInt16 {
        Task { [server] in try await server.run() }
        try await server.waitUntilListening(timeout: 60)
        guard case .ip4(_, let port) = await server.listeningAddress else { throw EmulatorError.notListening }
        return port
    }

    public func stop() async { await server.stop() }
}

/// A port of 127.0.0.1 that nobody listens at now.
public func freeLoopbackPort() throws(EmulatorError) -> Int {
    let socket = try LoopbackSocket.bound(to: 0)
    defer { close(socket) }
    return Int(try LoopbackSocket.port(of: socket))
}
