import HTTP
import Plan

/// Reads the metadata of the machine that it runs on.
public struct MetadataReader {
    public var provider: Provider
    /// An address that replaces the metadata service's (`--metadata-url`), with or without the provider's path.
    public var baseURL: String?
    /// The names of the values that may come through the provider's own channel.
    public var variableNames: [String] = []
    public var machine = MachineFiles()
    public var policy = Policy.metadata
    public var timing = Timing.live
    /// Called before each wait, with the failure and the length of the wait.
    public var onWait: ((Attempt, Duration) -> Void)?

    public init(provider: Provider) {
        self.provider = provider
    }

    /// - Throws: ``MetadataError``; if the service gave no answer, with a report of each attempt.
    public func read() throws(MetadataError) -> Metadata {
        let (endpoint, files) = seeded
        let source = MetadataSource(
            provider, at: endpoint, files: files, isStandIn: baseURL != nil, variableNames: variableNames,
            machine: machine,
            client: Client(policy: policy, timing: timing, onWait: onWait))
        return try provider.read(source).validated(provider)
    }

    /// The service, or what the machine has instead of it.
    private var seeded: (MetadataEndpoint, SeedFiles?) {
        var endpoint = endpoint
        guard baseURL == nil, let seed = endpoint.seed else { return (endpoint, nil) }
        if let files = SeedFiles(seed, on: machine) { return (endpoint, files) }
        endpoint.urls += seed.urls(Firmware.read(machine))
        return (endpoint, nil)
    }

    private var endpoint: MetadataEndpoint {
        var endpoint = provider.metadata ?? MetadataEndpoint([])
        endpoint.urls = addresses
        // A service that stands in for the real one may serve any provider.
        if baseURL != nil { endpoint.sourcePorts = nil }
        return endpoint
    }

    private var addresses: [String] {
        guard var base = baseURL else {
            return provider.metadataURLs.flatMap(NetworkInterface.expand)
        }
        while base.hasSuffix("/") { base.removeLast() }
        let path = provider.metadata?.path ?? ""
        if !path.isEmpty, base.hasSuffix(path) { base.removeLast(path.count) }
        return [base]
    }
}
