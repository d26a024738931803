import FlyingFox
import FlyingSocks
import Foundation
import Providers

/// A cloud's API on loopback, as far as Packer's plugin uses it. Behind it is the caller's machine.
///
/// It is as strict as the real API where a template could be wrong: the token, required fields, unknown fields, a
/// snapshot of a running machine.
public final class CloudAPI: Sendable {
    public enum Event: Sendable {
        /// Start the machine; these keys may log in as root.
        case create(machine: Int, name: String, keys: [String])
        case shutdown(machine: Int)
        case snapshot(machine: Int, snapshot: Int, name: String)
        case delete(machine: Int)
    }

    /// Handles the event completely.
    ///
    /// - Returns: Whether it succeeded.
    public typealias Hook = @Sendable (Event) async -> Bool

    /// The providers whose API is emulated.
    public static let providers = [Provider.digitalOcean, Provider.hetzner]

    private let state: CloudState
    private let handler: @Sendable (CloudRequest) async -> CloudReply
    private let token: String?
    private let report: @Sendable (String) -> Void

    /// - Parameters:
    ///   - machineAddress: The public IPv4 address that every machine has.
    ///   - token: The only one that is accepted; nil accepts any.
    ///   - report: Receives each request and its answer's status.
    public init(
        provider: Provider, machineAddress: String, token: String?, hook: @escaping Hook,
        report: @escaping @Sendable (String) -> Void = { _ in }
    ) {
        state = CloudState(hook: hook, report: report)
        self.token = token
        self.report = report
        if provider.id == Provider.hetzner.id {
            let api = HetznerAPI(state: state, address: machineAddress)
            handler = { await api.answer($0) }
        } else {
            let api = DigitalOceanAPI(state: state, address: machineAddress)
            handler = { await api.answer($0) }
        }
    }

    /// The machines and keys that are left. Snapshots are meant to stay.
    public var leftovers: [String] { get async { await state.leftovers } }
    /// The names of the snapshots, keyed by id.
    public var snapshots: [Int: String] { get async { await state.snapshots } }

    /// Serves until the task is cancelled.
    ///
    /// - Parameter started: Receives the base address, without a trailing slash.
    public func serve(port: UInt16, started: @Sendable (String) -> Void) async throws {
        if port != 0 { close(try LoopbackSocket.bound(to: port)) }
        let server = try HTTPServer.onLoopback(port: port) { await self.respond(to: $0) }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await server.run() }
            started("http://127.0.0.1:\(try await server.listeningPort())")
            try await group.next()
        }
    }

    private func respond(to request: HTTPRequest) async -> HTTPResponse {
        let body = (try? await request.bodyData) ?? Data()
        let reply = await reply(to: request, body)
        report("\(request.method.rawValue) \(request.path) \(reply.status)")
        var headers = HTTPHeaders()
        // Hetzner's client treats a 204 with a content type as a broken answer.
        if !reply.body.isEmpty { headers[.contentType] = "application/json" }
        return HTTPResponse(
            statusCode: HTTPStatusCode(reply.status, phrase: "Status"), headers: headers, body: reply.body)
    }

    private func reply(to request: HTTPRequest, _ body: Data) async -> CloudReply {
        let given = request.headers[.authorization] ?? ""
        guard given.hasPrefix("Bearer "), given.count > "Bearer ".count,
            token.map({ given == "Bearer \($0)" }) ?? true
        else { return .failure(401, "unauthorized", "unable to authenticate you") }
        let parts = request.path.split(separator: "/").dropFirst().map(String.init)
        return await handler(CloudRequest(method: request.method.rawValue, path: parts, body: body))
    }
}
