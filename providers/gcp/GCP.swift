import Plan

extension Provider {
    public static let gcp = Provider(
        id: ProviderID("gcp"), title: "Google Cloud", facts: .gcp,
        metadata: MetadataEndpoint(
            ["http://169.254.169.254"], path: "/computeMetadata/v1", headers: [("Metadata-Flavor", "Google")]),
        isOnRequest: true,
        recognizes: { firmware in
            ["Google Compute Engine", "Google"].contains(firmware.product ?? "")
                || firmware.serial?.hasPrefix("GoogleCloud-") == true
        },
        read: { source throws(MetadataError) in try GCPReader(source).read() },
        recording: .gcp)
}
