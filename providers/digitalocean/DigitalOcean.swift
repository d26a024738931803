import Plan

extension Provider {
    public static let digitalOcean = Provider(
        id: ProviderID("digitalocean"), title: "DigitalOcean", facts: .digitalOcean,
        metadata: MetadataEndpoint(["http://169.254.169.254"]), imageExtras: .digitalOcean,
        recognizes: { $0.vendor == "DigitalOcean" },
        read: { source throws(MetadataError) in try DigitalOceanReader(source).read() },
        recording: .digitalOcean, image: .digitalOcean)
}
