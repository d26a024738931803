import Plan

extension Provider {
    public static let exoscale = Provider(
        id: ProviderID("exoscale"), title: "Exoscale", facts: .exoscale,
        metadata: MetadataEndpoint(["http://169.254.169.254"], path: "/1.0"), isOnRequest: true,
        recognizes: { $0.product?.hasPrefix("Exoscale") == true || $0.vendor == "Exoscale" },
        read: { source throws(MetadataError) in try ExoscaleReader(source).read() },
        recording: .exoscale)
}
