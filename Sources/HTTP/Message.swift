import Text

/// One HTTP request. Header values are never logged: they may contain a token.
public struct Request: Sendable {
    public var method: String
    public var url: String
    public var headers: [(name: String, value: String)]
    public var body: [UInt8]?
    /// A unix socket to use, such as Docker's.
    public var unixSocket: String?
    /// The address and port to connect to instead of the URL's, such as `127.0.0.1:443`. The request and its TLS still name
    /// the URL's host.
    public var connectTo: String?
    /// The allowed source ports; nil leaves the choice to the system.
    public var sourcePorts: ClosedRange<UInt16>?

    public init(
        _ method: String = "GET", _ url: String, headers: [(name: String, value: String)] = [],
        body: [UInt8]? = nil, unixSocket: String? = nil
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.unixSocket = unixSocket
    }

    /// The address without its possibly secret parts: user information and query.
    public var displayURL: String {
        let path = url.prefix { $0 != "?" && $0 != "#" }
        guard let scheme = path.firstRange(of: "://") else { return String(path) }
        let rest = path[scheme.upperBound...]
        let authority = rest.prefix { $0 != "/" }
        guard let at = authority.lastIndex(of: "@") else { return String(path) }
        return String(path[..<scheme.upperBound] + rest[rest.index(after: at)...])
    }
}

public struct Response: Sendable {
    public var status: Int
    /// Names in lower case.
    public var headers: [String: String]
    public var body: [UInt8]

    public init(status: Int, headers: [String: String], body: [UInt8]) {
        self.status = status
        self.headers = headers
        self.body = body
    }
}
