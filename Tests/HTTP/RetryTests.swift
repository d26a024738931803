import FlyingFox
import HTTP
import Synchronization
import Testing

/// What is tried again, after what wait, and what is not.
@Suite struct RetryTests {
    @Test(arguments: [429, 500, 502, 503, 504])
    func comesBackAfterAStatusThatAsksForIt(_ status: Int) async throws {
        let clock = VirtualClock()
        let count = Mutex(0)
        let body = try await withServer { _ in
            let number = count.withLock { count in
                count += 1
                return count
            }
            return number < 4 ? HTTPResponse(statusCode: .init(status, phrase: "Later")) : answer("here")
        } _: { url in
            try Client(policy: .metadata, timing: clock.timing()).send(Request("GET", url)).body
        }
        #expect(body == Array("here".utf8))
        #expect(clock.sleeps == [.milliseconds(400), .milliseconds(800), .milliseconds(1600)])
    }

    @Test func oneFailureCostsAtMostHalfASecond() {
        #expect(Policy.metadata.backoff.first <= .milliseconds(500))
    }

    @Test func chanceShortensAWaitByUpToHalf() async throws {
        let clock = VirtualClock()
        _ = await onThread {
            let policy = Policy.metadata.with { $0.maximumAttempts = 3 }
            return try Client(policy: policy, timing: clock.timing(random: 0.5)).send(Request("GET", unusedURL))
        }
        #expect(clock.sleeps == [.milliseconds(300), .milliseconds(600)])
    }

    @Test(arguments: [
        ("3", Duration.seconds(3)), ("0", .milliseconds(200)), ("86400", .seconds(30)), ("soon", .milliseconds(400)),
        ("Sun, 06 Nov 1994 08:49:37 GMT", .milliseconds(200)), ("Fri, 31 Dec 9999 23:59:59 GMT", .seconds(30)),
        ("Fri, 31 Foo 9999 23:59:59 GMT", .milliseconds(400)),
    ])
    func honoursRetryAfterWithinItsLimit(_ value: String, _ wait: Duration) async throws {
        let clock = VirtualClock()
        let error = try await withServer { _ in
            HTTPResponse(statusCode: .serviceUnavailable, headers: HTTPHeaders([HTTPHeader("Retry-After"): value]))
        } _: { url in
            #expect(throws: HTTPError.self) {
                let policy = Policy.metadata.with { $0.maximumAttempts = 2 }
                _ = try Client(policy: policy, timing: clock.timing()).send(Request("GET", url))
            }
        }
        #expect(error?.attempts.count == 2)
        #expect(clock.sleeps == [wait])
    }

    @Test(arguments: [200, 204, 400, 401, 403, 404, 405, 410])
    func takesAStatusThatWillNotChange(_ status: Int) async throws {
        let clock = VirtualClock()
        let received = try await withServer { _ in
            HTTPResponse(statusCode: .init(status, phrase: "As it is"))
        } _: { url in
            try Client(policy: .metadata, timing: clock.timing()).send(Request("GET", url)).status
        }
        #expect(received == status)
        #expect(clock.sleeps.isEmpty)
    }

    @Test(arguments: ["", "not a url", "ftp://127.0.0.1/", "file:///etc/passwd", "http://"])
    func refusesWhatIsNoHTTPAddress(_ url: String) async throws {
        let clock = VirtualClock()
        let error = #expect(throws: HTTPError.self) {
            try Client(policy: .metadata, timing: clock.timing()).send(Request("GET", url))
        }
        #expect(error?.failure == .invalidURL)
        #expect(error?.attempts.count == 1)
    }

    @Test func waitsForAServiceThatIsUpOnlyAfterAMinute() async throws {
        let clock = VirtualClock()
        let waits = Mutex(0)
        let isUp = Mutex(false)
        let status = try await withServer { _ in
            answer("up")
        } _: { url in
            let timing = clock.timing { now in if now >= .seconds(60) { isUp.withLock { $0 = true } } }
            let client = Client(policy: .metadata, timing: timing) { _, _ in waits.withLock { $0 += 1 } }
            // The way is refused until the minute is over.
            return try client.send(anyOf: [Request("GET", unusedURL), Request("GET", url)]) {
                response, _ throws(TransferFailure) in
                guard isUp.withLock({ $0 }) else { throw .refused }
                return response.status
            }
        }
        #expect(status == 200)
        #expect(waits.withLock { $0 } == clock.sleeps.count)
        #expect(clock.sleeps.reduce(.zero, +) >= .seconds(60))
    }

    @Test func givesUpAtTheDeadlineWithAReportOfEachAttempt() async throws {
        let clock = VirtualClock()
        let error = #expect(throws: HTTPError.self) {
            let request = Request("GET", unusedURL + "/x?key=secret", headers: [("Metadata-Token", "hidden")])
            return try Client(policy: .metadata, timing: clock.timing()).send(request)
        }
        let report = try #require(error)
        #expect(report.failure == .refused)
        #expect(report.attempts.count > 20)
        #expect(clock.sleeps.reduce(.zero, +) <= .seconds(120))
        let lines = report.description.split(separator: "\n")
        #expect(lines.count == 2)
        #expect(lines.last?.contains("\(report.attempts.count) times from 0.0 s to ") == true, "\(lines)")
        #expect(report.description.contains("connection refused"))
        #expect(!report.description.contains("secret") && !report.description.contains("hidden"))
    }

    @Test func anInterfaceThatIsNotThereEndsNothing() async throws {
        let status = try await withServer { _ in
            answer("")
        } _: { url in
            let ways = [Request("GET", "http://[fe80::a9fe:a9fe%25none0]/hetzner/v1"), Request("GET", url)]
            return try Client(policy: .metadata, timing: VirtualClock().timing())
                .send(anyOf: ways) { response, _ throws(TransferFailure) in response.status }
        }
        #expect(status == 200)
    }

    @Test func noWayAtAllIsAnError() {
        #expect(throws: HTTPError.self) {
            try Client(policy: .metadata).send(anyOf: []) { response, _ throws(TransferFailure) in response.status }
        }
    }

    @Test func triesEachWayBeforeItWaits() async throws {
        let clock = VirtualClock()
        let way = try await withServer { _ in
            answer("by the second way")
        } _: { url in
            try Client(policy: .metadata, timing: clock.timing())
                .send(anyOf: [Request("GET", unusedURL), Request("GET", url)]) { _, way throws(TransferFailure) in way }
        }
        #expect(way == 1)
        #expect(clock.sleeps.isEmpty)
    }
}

/// Port 1 of loopback: nothing listens there.
let unusedURL = "http://127.0.0.1:1"

func answer(_ text: String, _ headers: HTTPHeaders = [:]) -> HTTPResponse {
    HTTPResponse(statusCode: .ok, headers: headers, body: .init(text.utf8))
}
