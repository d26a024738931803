import Testing

@testable import Page

@Suite struct PageTests {
    private static let state = PageState(steps: ["Preparing", "Making <secrets>", "Starting"], current: 1)

    private func ask(_ method: String = "GET", accept: String = "text/html") -> PageResponse {
        PageProcess.answer(
            PageRequest(method: method, path: "/", headers: ["accept": accept]), Self.state, "Chat & <More>")
    }

    @Test func `it tells the steps and takes no text for HTML`() {
        let page = ask()
        #expect(page.status == 503)
        #expect(page.body.contains("<h1>Chat &amp; &lt;More&gt;</h1>"))
        #expect(page.body.contains("<li class=\"done\"><span class=\"unseen\">Done: </span>Preparing</li>"))
        #expect(
            page.body.contains("<li aria-current=\"step\"><span class=\"unseen\"></span>Making &lt;secrets&gt;</li>"))
        #expect(!page.body.contains("<form"))
    }

    @Test func `programs get a 503 that says when to come again`() {
        let answer = ask(accept: "*/*")
        #expect(answer.status == 503 && answer.type == "application/json")
        #expect(
            answer.body
                == #"{"app":"Chat & <More>","number":2,"of":3,"state":"setting up","step":"Making <secrets>"}"# + "\n")
        let head = String(decoding: answer.bytes(withBody: false), as: UTF8.self)
        #expect(head.contains("\r\nRetry-After: 5\r\n") && head.hasSuffix("\r\n\r\n"))
    }

    @Test(arguments: ["POST", "PUT", "DELETE", "OPTIONS", "TRACE", "CONNECT"]) func `nothing else can be done`(
        method: String
    ) {
        let answer = ask(method)
        #expect(answer.status == 405)
        #expect(answer.headers.contains { $0 == ("Allow", "GET, HEAD") })
    }

    @Test func `nothing from elsewhere can be loaded or run`() {
        let head = String(decoding: ask().bytes(withBody: false), as: UTF8.self)
        #expect(head.contains("Content-Security-Policy: default-src 'none'; style-src 'sha256-"))
        #expect(
            !SetupLook.policy.contains("unsafe") && !ask().body.contains("http://") && !ask().body.contains("https://"))
    }

    @Test(
        arguments: [
            ("80", nil, 80), ("127.0.0.1:8080", "127.0.0.1", 8080), ("[::1]:443", "::1", 443),
        ] as [(String, String?, Int)])
    func `addresses are read and written`(text: String, host: String?, port: Int) {
        #expect(PageAddress(text) == PageAddress(host: host, port: port))
        #expect(PageAddress(text)?.text == text)
    }

    @Test(arguments: ["", "0", "65536", "a", "80 ", ":80", "::1:80", "example.com:80", "127.0.0.1:", "-1", "1.2.3:80"])
    func `other texts are no addresses`(text: String) { #expect(PageAddress(text) == nil) }
}
