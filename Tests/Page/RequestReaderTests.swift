import Testing

@testable import Page

@Suite struct RequestReaderTests {
    private func read(_ text: String) -> RequestReader.Outcome {
        var reader = RequestReader()
        return reader.take(Array(text.utf8))
    }

    private func status(_ text: String) -> Int? {
        if case .refused(let status) = read(text) { status } else { nil }
    }

    private static let browser = "GET /a?b=c HTTP/1.1\r\nHost: 203.0.113.7\r\nAccept: text/html,*/*;q=0.8\r\n\r\n"

    @Test func `a browser's request is read`() throws {
        guard case .request(let request) = read(Self.browser) else { throw Missing() }
        #expect(request.method == "GET" && request.path == "/a" && request.wantsPage)
        #expect(request.headers["host"] == "203.0.113.7")
    }

    private struct Missing: Error {}

    @Test func `it is the same request whatever pieces it comes in`() {
        let whole = read(Self.browser)
        var reader = RequestReader()
        var last = RequestReader.Outcome.incomplete
        for byte in Self.browser.utf8 {
            #expect(last == .incomplete)
            last = reader.take([byte])
        }
        #expect(last == whole)
    }

    @Test(arguments: [
        ("*/*", false), ("application/json", false), ("text/html", true), ("application/json, TEXT/HTML;q=0.1", true),
        ("text/htmlx", false), ("", false),
    ])
    func `who reads pages says so`(accept: String, wantsPage: Bool) throws {
        guard case .request(let request) = read("GET / HTTP/1.1\r\nHost: a\r\nAccept: \(accept)\r\n\r\n") else {
            throw Missing()
        }
        #expect(request.wantsPage == wantsPage)
    }

    @Test func `a body is read to its length`() throws {
        let head = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n"
        #expect(read(head + "1234") == .incomplete)
        guard case .request(let request) = read(head + "12345rest") else { throw Missing() }
        #expect(request.body == Array("12345".utf8))
    }

    @Test(arguments: [
        ("GET / HTTP/1.1\nHost: a\n\r\n\r\n", 400), ("GET / HTTP/1.1\r\nHost: a\r\n folded\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\n\r\n", 400), ("GET  / HTTP/1.1\r\nHost: a\r\n\r\n", 400),
        ("get / HTTP/1.1\r\nHost: a\r\n\r\n", 400),
        ("GET http://b/ HTTP/1.1\r\nHost: a\r\n\r\n", 400), ("GET / HTTP/2.0\r\nHost: a\r\n\r\n", 505),
        ("GET / FTP\r\n\r\n", 400),
        ("GET /\u{0} HTTP/1.1\r\nHost: a\r\n\r\n", 400), ("GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\nHo st: a\r\n\r\n", 400), ("GET / HTTP/1.1\r\n: a\r\n\r\n", 400), ("\r\n\r\n", 400),
        ("POST / HTTP/1.1\r\nHost: a\r\n\r\n", 411), ("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n", 400),
        ("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n", 400),
        ("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999999999999\r\n\r\n", 400),
        ("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 70000\r\n\r\n", 413),
        ("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n", 501),
    ])
    func `what no browser sends is refused`(text: String, expected: Int) { #expect(status(text) == expected) }

    @Test func `a head has an end`() {
        #expect(status("GET / HTTP/1.1\r\nHost: a\r\nX: " + String(repeating: "x", count: 9000)) == 431)
        #expect(status("GET /" + String(repeating: "x", count: 9000) + " HTTP/1.1\r\nHost: a\r\n\r\n") == 431)
        let many = (0..<100).map { "x\($0): 1\r\n" }.joined()
        #expect(status("GET / HTTP/1.1\r\nHost: a\r\n\(many)\r\n") == 431)
    }

    /// Whatever comes, the reader ends with an outcome and not with a crash.
    @Test func `damaged requests end in some answer`() {
        var random = SystemRandomNumberGenerator()
        let whole = Array("POST /x HTTP/1.1\r\nHost: a\r\nAccept: text/html\r\nContent-Length: 4\r\n\r\nabcd".utf8)
        for _ in 0..<20_000 {
            var bytes = whole
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                let place = Int.random(in: 0..<bytes.count, using: &random)
                switch Int.random(in: 0..<3, using: &random) {
                case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
                case 1: bytes.remove(at: place)
                default: bytes.insert(UInt8.random(in: 0...255, using: &random), at: place)
                }
            }
            var reader = RequestReader()
            _ = reader.take(bytes)
        }
    }
}
