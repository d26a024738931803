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

/// A port of 127.0.0.1 that nobody listens at now, and that the kernel gives to no one who does not ask for it: an end of
/// a connection, or another's service, may take one of its own choice at any moment.
///
/// - Parameter taken: What it must not be.
public func freeLoopbackPort(except taken: some Collection<Int> = []) throws(EmulatorError) -> Int {
    for _ in 0..<100 {
        // Below net.ipv4.ip_local_port_range as Linux has it, from 32768 on.
        let port = UInt16.random(in: 20_000..<32_768)
        guard !taken.contains(Int(port)), let socket = try? LoopbackSocket.bound(to: port) else { continue }
        close(socket)
        return Int(port)
    }
    throw .socket("none of a hundred ports of 127.0.0.1 is free")
}
