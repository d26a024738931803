import Plan

extension Provider {
    /// The service gives user-data only to a source port that root alone may have; it is asked from one every time.
    public static let scaleway = Provider(
        id: ProviderID("scaleway"), title: "Scaleway", facts: .scaleway,
        metadata: MetadataEndpoint(
            ["http://169.254.42.42", "http://[fd00:42::42]"], sourcePorts: 1...1023),
        markers: ["/var/run/scaleway"], isOnRequest: true,
        recognizes: {
            $0.vendor == "Scaleway" || $0.commandLine.contains("scaleway") || $0.markers.contains("/var/run/scaleway")
        },
        read: { source throws(MetadataError) in try ScalewayReader(source).read() },
        recording: .scaleway)
}
