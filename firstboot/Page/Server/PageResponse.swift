/// An answer of the page's server. Each ends its connection.
struct PageResponse: Equatable {
    var status: Int
    var type = "text/html; charset=utf-8"
    var body: String
    var headers: [(name: String, value: String)] = []

    static func == (one: PageResponse, other: PageResponse) -> Bool {
        one.bytes(withBody: true) == other.bytes(withBody: true)
    }

    /// For a request that is refused; the text is the status's own, so that nothing of the request comes back.
    static func refusal(_ status: Int) -> PageResponse {
        PageResponse(status: status, type: "text/plain; charset=utf-8", body: "\(status) \(reason(status))\n")
    }

    /// - Parameter withBody: Not for HEAD, whose answer tells only its length.
    func bytes(withBody: Bool) -> [UInt8] {
        let body = Array(body.utf8)
        let lines =
            ["HTTP/1.1 \(status) \(Self.reason(status))", "Content-Type: \(type)", "Content-Length: \(body.count)"]
            + headers.map { "\($0.name): \($0.value)" } + [
                // Tells the page's script whether the app has taken over.
                "\(Self.mark): 1",
                "Cache-Control: no-store",
                "Content-Security-Policy: \(SetupLook.policy)",
                "Referrer-Policy: no-referrer",
                "X-Content-Type-Options: nosniff",
                "X-Robots-Tag: noindex",
                "Connection: close",
            ]
        return Array((lines.joined(separator: "\r\n") + "\r\n\r\n").utf8) + (withBody ? body : [])
    }

    static let mark = "Setup-Page"

    private static func reason(_ status: Int) -> String {
        switch status {
        case 400: "Bad Request"
        case 405: "Method Not Allowed"
        case 411: "Length Required"
        case 413: "Content Too Large"
        case 431: "Request Header Fields Too Large"
        case 501: "Not Implemented"
        case 503: "Service Unavailable"
        case 505: "HTTP Version Not Supported"
        default: "Error"
        }
    }
}
