import FlyingFox
import FlyingSocks
import Foundation

extension HTTPServer {
    /// A server on 127.0.0.1.
    /// - Parameter port: 0 for any free one.
    static func onLoopback(
        port: UInt16 = 0, _ respond: @escaping @Sendable (HTTPRequest) async -> HTTPResponse
    ) throws -> HTTPServer {
        HTTPServer(
            address: try sockaddr_in.inet(ip4: "127.0.0.1", port: port), pool: PromptPool(), logger: .disabled,
            handler: ClosureHTTPHandler(respond))
    }

    /// The port of one that runs, once it listens.
    func listeningPort() async throws -> UInt16 {
        try await waitUntilListening(timeout: 60)
        guard case .ip4(_, let port) = listeningAddress else { throw EmulatorError.notListening }
        return port
    }
}
