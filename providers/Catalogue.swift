extension Provider {
    /// Every provider, in the order of detection.
    public static let all: [Provider] = [
        vultr,
        digitalOcean,
        hetzner,
        linode,
        scaleway,
        upCloud,
        aws,
        gcp,
        azure,
        oracle,
        exoscale,
        openStack,
        noCloud,
        generic,
    ]

    /// The provider with this name in app.yaml, paths and artifacts.
    public static func named(_ name: String) -> Provider? {
        all.first { $0.id.rawValue == name }
    }
}
