import FlyingFox
import HTTP
import Testing

@Suite struct RedirectTests {
    @Test func followsOnTheSameHost() async throws {
        let body = try await withServer { request in
            request.path == "/new" ? answer("moved here") : moved(to: "/new")
        } _: { url in
            try Client(policy: .metadata).send(Request("GET", url + "/old")).body
        }
        #expect(body == Array("moved here".utf8))
    }

    @Test func leavesATokenAtHome() async throws {
        let error = try await withServer { _ in
            moved(to: "http://localhost:1/steal?x=y")
        } _: { url in
            #expect(throws: HTTPError.self) {
                try Client(policy: .metadata).send(Request("GET", url, headers: [("Metadata-Token", "t")]))
            }
        }
        #expect(error?.failure == .redirected(to: "http://localhost:1/steal"))
        #expect(error?.attempts.count == 1)
    }

    @Test func endsALoop() async throws {
        let error = try await withServer { _ in
            moved(to: "/again")
        } _: { url in
            #expect(throws: HTTPError.self) { try Client(policy: .metadata).send(Request("GET", url)) }
        }
        guard case .redirected = error?.failure else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test func refusesToFallBackFromHTTPS() async throws {
        let error = try await withServer { _ in
            moved(to: "http://localhost:1/")
        } _: { url in
            #expect(throws: HTTPError.self) { try Client(policy: .download).send(Request("GET", url)) }
        }
        #expect(error?.failure == .redirected(to: "http://localhost:1/"))
    }

    @Test func givesTheRedirectItselfWhereNoneIsFollowed() async throws {
        let status = try await withServer { _ in
            moved(to: "/new")
        } _: { url in
            try Client(policy: .once.with { $0.redirects = .never }).send(Request("GET", url)).status
        }
        #expect(status == 301)
    }
}

private func moved(to location: String) -> HTTPResponse {
    HTTPResponse(statusCode: .movedPermanently, headers: HTTPHeaders([.location: location]))
}
