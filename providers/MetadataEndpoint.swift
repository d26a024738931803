/// Where a provider's metadata service answers, and how it wants to be asked.
public struct MetadataEndpoint: Sendable {
    /// Its addresses without a path, tried in this order. `<iface>` stands for each network interface in turn.
    public var urls: [String]
    /// The path that the provider's documents count to the address, such as `/hetzner/v1`.
    public var path: String
    /// What every request must carry, such as `Metadata-Flavor: Google`.
    public var headers: [(name: String, value: String)]
    /// The token that a request must carry, where the provider wants one.
    public var token: SessionToken?
    /// The ports of the machine that requests must come from, where the provider cares: Scaleway gives user-data only to
    /// those below 1024.
    public var sourcePorts: ClosedRange<UInt16>?
    /// Statuses from 400 to 499 that the service also gives while it is starting, and which are asked again. Any other
    /// one ends the reading at once, except that 404 says that there is no such document.
    public var startingStatuses: Set<Int>

    public init(
        _ urls: [String], path: String = "", headers: [(name: String, value: String)] = [], token: SessionToken? = nil,
        sourcePorts: ClosedRange<UInt16>? = nil, startingStatuses: Set<Int> = []
    ) {
        self.urls = urls
        self.path = path
        self.headers = headers
        self.token = token
        self.sourcePorts = sourcePorts
        self.startingStatuses = startingStatuses
    }

    /// The IPv4 address among its URLs, which a virtual machine's network must answer at; nil where it has none.
    public var ipv4: String? {
        urls.lazy.compactMap { url in
            url.firstRange(of: "://").flatMap { Address.ipv4(String(url[$0.upperBound...].prefix { $0 != ":" })) }
        }.first
    }
}

/// A token that one request gets and the others must carry until it expires.
public struct SessionToken: Sendable {
    /// The method and path that give it; its text is the whole answer.
    public var method: String
    public var path: String
    /// The header that carries it.
    public var header: String
    /// The header that says for how many seconds it is wanted.
    public var lifetimeHeader: String
    /// Seconds; the whole reading, its retries included, is shorter.
    public var lifetime: Int

    public init(method: String = "PUT", path: String, header: String, lifetimeHeader: String, lifetime: Int = 3600) {
        self.method = method
        self.path = path
        self.header = header
        self.lifetimeHeader = lifetimeHeader
        self.lifetime = lifetime
    }
}
