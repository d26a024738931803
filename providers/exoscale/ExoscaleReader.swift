import Plan

/// Exoscale's EC2-style tree.
///
/// Its password server on port 8080 is left alone: the password is root's, it is given out until one client takes it,
/// and that is cloud-init.
struct ExoscaleReader {
    let source: MetadataSource

    init(_ source: MetadataSource) { self.source = source }

    func read() throws(MetadataError) -> Metadata {
        let tree = EC2Tree(source: source, root: "/1.0/")
        let id = try tree.value(required: "instance-id")
        var metadata = Metadata(
            provider: Provider.exoscale.id, instanceID: id, hostname: try tree.value("local-hostname"),
            otherwise: "exo-\(id.prefix(8))")
        metadata.zone = try tree.value("availability-zone")
        metadata.publicIPv4 = Address.ipv4(try tree.value("public-ipv4"))
        metadata.sshKeys = try tree.values("public-keys")
        metadata.userData = try tree.userData()
        return metadata
    }
}
