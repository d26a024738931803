import Text

/// Where a provider's metadata service is, and how to send requests to it.
public struct MetadataEndpoint: Sendable {
    /// Its addresses without a path, tried in this order. `<iface>` stands for each network interface in turn.
    public var urls: [String]
    /// The path that the provider's documentation treats as part of the address, such as `/hetzner/v1`.
    public var path: String
    /// Headers of every request, such as `Metadata-Flavor: Google`.
    public var headers: [(name: String, value: String)]
    /// The token for each request, if the provider wants one.
    public var token: SessionToken?
    /// The source ports for requests, if the provider cares: Scaleway gives user-data only to ports below 1024.
    public var sourcePorts: ClosedRange<UInt16>?
    /// Statuses from 400 to 499 that the service also gives while it is starting. They are retried. Any other one ends
    /// the reading at once, except 404, which means that there is no such document.
    public var startingStatuses: Set<Int>

    /// Where the machine may have the answers without the service; nil if it never has.
    public var seed: Seed?

    public init(
        _ urls: [String], path: String = "", headers: [(name: String, value: String)] = [], token: SessionToken? = nil,
        sourcePorts: ClosedRange<UInt16>? = nil, startingStatuses: Set<Int> = [], seed: Seed? = nil
    ) {
        self.urls = urls
        self.path = path
        self.headers = headers
        self.token = token
        self.sourcePorts = sourcePorts
        self.startingStatuses = startingStatuses
        self.seed = seed
    }

    /// The IPv4 address among its URLs, where a virtual machine's network must answer; nil if there is none.
    public var ipv4: String? {
        urls.lazy.compactMap { url in
            url.firstRange(of: "://").flatMap { Address.ipv4(String(url[$0.upperBound...].prefix { $0 != ":" })) }
        }.first
    }
}

/// A token: one request gets it, and the others send it until it expires.
public struct SessionToken: Sendable {
    /// The method and path of the request that gets it. The whole answer is the token.
    public var method: String
    public var path: String
    /// The header that carries it.
    public var header: String
    /// The header for the wanted lifetime in seconds.
    public var lifetimeHeader: String
    /// In seconds. The whole reading with its retries takes less.
    public var lifetime: Int

    public init(method: String = "PUT", path: String, header: String, lifetimeHeader: String, lifetime: Int = 3600) {
        self.method = method
        self.path = path
        self.header = header
        self.lifetimeHeader = lifetimeHeader
        self.lifetime = lifetime
    }
}
