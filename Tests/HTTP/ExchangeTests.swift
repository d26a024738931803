import Emulator
import FlyingFox
import FlyingSocks
import Foundation
import HTTP
import Providers
import TestSupport
import Testing

/// What is sent, and what is accepted as an answer.
@Suite struct ExchangeTests {
    @Test func sendsMethodHeadersAndBody() async throws {
        let echo = try await withServer { request in
            let body = String(decoding: try await request.bodyData, as: UTF8.self)
            return answer(
                "\(request.method.rawValue) \(request.path) \(request.headers[HTTPHeader("X-Test")] ?? "") \(body)")
        } _: { url in
            let client = Client(policy: .once)
            let first = try client.send(Request("PUT", url + "/a", headers: [("x-test", "1")], body: Array("b".utf8)))
            // Nothing of the first request may remain in the handle.
            let second = try client.send(Request("GET", url + "/c"))
            return [first, second].map { String(decoding: $0.body, as: UTF8.self) }
        }
        #expect(echo == ["PUT /a 1 b", "GET /c  "])
    }

    @Test func comesFromAPortOfTheRangeThatIsWanted() async throws {
        let port = try await withServer { request in
            guard case .ip4(_, let port) = request.remoteAddress else { return answer("") }
            return answer("\(port)")
        } _: { url in
            var request = Request("GET", url)
            request.sourcePorts = 21_000...21_099
            return String(decoding: try Client(policy: .once).send(request).body, as: UTF8.self)
        }
        #expect((21_000...21_099).contains(Int(port) ?? 0), "\(port)")
    }

    @Test func givesHeaderNamesInLowerCase() async throws {
        let headers = try await withServer { _ in
            answer("", [HTTPHeader("X-Mixed-Case"): "  Value "])
        } _: { url in
            try Client(policy: .once).send(Request("GET", url)).headers
        }
        #expect(headers["x-mixed-case"] == "Value")
    }

    @Test func speaksThroughAUnixSocket() async throws {
        let folder = TemporaryFolder()
        let path = folder.file("s")
        let server = HTTPServer(
            address: sockaddr_un.unix(path: path), logger: .disabled,
            handler: ClosureHTTPHandler { answer($0.headers[.host] ?? "") })
        let body = try await run(server) { _ in
            try Client(policy: .once).send(Request("GET", "http://docker/info", unixSocket: path)).body
        }
        #expect(body == Array("docker".utf8))
    }

    @Test func neverUsesAProxyForMetadata() async throws {
        // libcurl reads the environment, which must not change under other tests.
        await #expect(processExitsWith: .success) {
            setenv("http_proxy", unusedURL, 1)
            let statuses = try await withServer { _ in
                answer("")
            } _: { url in
                let request = Request("GET", url)
                let direct = try Client(policy: .metadata.with { $0.maximumAttempts = 1 }).send(request).status
                let proxied = try? Client(policy: .once.with { $0.usesProxy = true }).send(request).status
                return [direct, proxied]
            }
            #expect(statuses == [200, nil])
        }
    }

    @Test func endsABodyAboveTheLimit() async throws {
        let error = try await withServer { _ in
            answer(String(repeating: "x", count: 2_000_000))
        } _: { url in
            #expect(throws: HTTPError.self) {
                try Client(policy: .once.with { $0.maximumAttempts = 5 }).send(Request("GET", url))
            }
        }
        #expect(error?.failure == .tooLarge(limit: 1 << 20))
        #expect(error?.attempts.count == 1)
    }

    @Test func timesOut() async throws {
        let service = try MetadataService(provider: .vultr, faults: [Fault(.slow(.seconds(60)))])
        let address = try await service.start()
        let result = await onThread {
            try Client(policy: .once.with { $0.attemptTimeout = .milliseconds(50) })
                .send(Request("GET", address + "/v1.json"))
        }
        await service.stop()
        let error = #expect(throws: HTTPError.self) { try result.get() }
        #expect(error?.failure == .timedOut)
    }

    @Test(arguments: [(Fault.Kind.reset, TransferFailure.closed), (.garbage, .notHTTP), (.truncate, .closed)])
    func namesWhatBrokeTheConnection(_ fault: Fault.Kind, _ failure: TransferFailure) async throws {
        let service = try MetadataService(provider: .vultr, faults: [Fault(fault)])
        let address = try await service.start()
        let result = await onThread { try Client(policy: .once).send(Request("GET", address + "/v1.json")) }
        await service.stop()
        let error = #expect(throws: HTTPError.self) { try result.get() }
        #expect(error?.failure == failure)
    }

    @Test func hidesUserInformationAndQuery() {
        #expect(Request("GET", "https://user:pass@host.example/a@b?token=x#y").displayURL == "https://host.example/a@b")
        #expect(Request("GET", "no url").displayURL == "no url")
    }
}
