extension Provider {
    /// Every provider, in the order in which detection asks them.
    public static let all: [Provider] = [
        vultr,
        digitalOcean,
        hetzner,
        linode,
        generic,
    ]

    /// The provider that app.yaml, paths and artifacts call by this name.
    public static func named(_ name: String) -> Provider? {
        all.first { $0.id.rawValue == name }
    }
}
