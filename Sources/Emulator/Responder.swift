import FlyingFox
import Foundation
import Providers

/// Answers requests from the recording of one machine, with the requested faults.
actor Responder {
    private let recording: Recording
    private let routes: [Recording.Route]
    private var faults: [(fault: Fault, remaining: Int)]
    private var tokens: TokenRegister

    init(recording: Recording, routes: [Recording.Route], faults: [Fault]) {
        self.recording = recording
        self.routes = routes
        self.faults = faults.map { ($0, $0.count ?? .max) }
        tokens = TokenRegister(rule: recording.token)
    }

    func respond(to request: HTTPRequest) async -> HTTPResponse {
        // Read the body, because the next request follows it on the same connection.
        _ = try? await request.bodyData
        switch nextFault(for: request) {
        case .status(let status): return response(.text("ordered fault", status: status))
        case .empty: return response(.text(""))
        case .slow(let duration): try? await Task.sleep(for: duration)
        case .reset, .garbage, .truncate, .late, nil: break
        }
        return response(answer(to: request))
    }

    private func nextFault(for request: HTTPRequest) -> Fault.Kind? {
        for index in faults.indices where faults[index].remaining > 0 {
            let kind = faults[index].fault.kind
            if kind == .status(401), !tokens.isCarried(by: request) { continue }
            faults[index].remaining -= 1
            return kind
        }
        return nil
    }

    private func answer(to request: HTTPRequest) -> Recording.Answer {
        // A path that was recorded with its query answers only that.
        let exact = routes.filter { $0.path == request.target.rawValue }
        let here = exact.isEmpty ? routes.filter { $0.path == request.target.path() } : exact
        guard !here.isEmpty else { return recording.notFound }
        let candidates = here.filter { $0.method == request.method.rawValue }
        guard !candidates.isEmpty else { return recording.methodNotAllowed ?? recording.notFound }
        let route = candidates.first { route in
            route.wants.allSatisfy { name, value in
                guard let given = request.headers[HTTPHeader(name)], tokens.accepts(given, for: name) else {
                    return false
                }
                return value == nil || value == given
            }
        }
        guard let route else { return recording.notFound }
        tokens.note(request, answer: route.answer)
        return route.answer
    }

    private func response(_ answer: Recording.Answer) -> HTTPResponse {
        var headers = HTTPHeaders()
        for (name, value) in answer.headers { headers[HTTPHeader(name)] = value }
        let phrase = Responder.phrases[answer.status] ?? "Status"
        return HTTPResponse(
            statusCode: HTTPStatusCode(answer.status, phrase: phrase), headers: headers, body: Data(answer.body.utf8))
    }

    private static let phrases = [
        200: "OK", 204: "No Content", 301: "Moved Permanently", 400: "Bad Request", 401: "Unauthorized",
        403: "Forbidden", 404: "Not Found", 405: "Method Not Allowed", 406: "Not Acceptable", 429: "Too Many Requests",
        500: "Internal Server Error", 502: "Bad Gateway", 503: "Service Unavailable", 504: "Gateway Timeout",
    ]
}

/// The issued tokens, and when each expires.
private struct TokenRegister {
    let rule: SessionToken?
    private var expiry: ContinuousClock.Instant?

    init(rule: SessionToken?) { self.rule = rule }

    func isCarried(by request: HTTPRequest) -> Bool {
        rule.map { request.headers[HTTPHeader($0.header)] != nil } ?? false
    }

    /// Whether the value is valid for the header. A header without a token accepts any value.
    func accepts(_ value: String, for header: String) -> Bool {
        guard let rule, header == rule.header else { return true }
        return expiry.map { ContinuousClock.now < $0 } ?? false
    }

    mutating func note(_ request: HTTPRequest, answer: Recording.Answer) {
        guard let rule, request.target.path() == rule.path, answer.status == 200,
            let seconds = request.headers[HTTPHeader(rule.lifetimeHeader)].flatMap(Int.init)
        else { return }
        expiry = .now + .seconds(seconds)
    }
}
