import Glibc
import Plan

/// Reads what the machine knows about itself.
struct GenericReader {
    let source: MetadataSource
    var interfaces: [NetworkInterface] = NetworkInterface.all()

    init(_ source: MetadataSource) { self.source = source }

    func read() throws(MetadataError) -> Metadata {
        let machineID = source.machine.word("/etc/machine-id")
        // systemd writes "uninitialized" into an image that has not booted yet.
        let id = try source.require(
            machineID == "uninitialized" ? nil : machineID,
            "instance id: /etc/machine-id is missing or empty; `systemd-machine-id-setup` makes it")
        var metadata = Metadata(
            provider: Provider.generic.id, instanceID: id,
            hostname: source.machine.word("/etc/hostname") ?? kernelHostname)
        let ipv4s = interfaces.filter { !$0.isIPv6 }.map(\.address)
        metadata.publicIPv4 = ipv4s.first { !Address.isPrivate($0) }
        // Addresses of container bridges are private too, but nobody reaches this machine through them.
        metadata.privateIPv4s = interfaces.filter { !$0.isIPv6 && !$0.isVirtual && Address.isPrivate($0.address) }
            .map(\.address)
        metadata.publicIPv6 = interfaces.first { $0.isIPv6 && !Address.isPrivate($0.address) }?.address
        return metadata
    }

    private var kernelHostname: String? {
        var names = utsname()
        guard uname(&names) == 0 else { return nil }
        return withUnsafeBytes(of: &names.nodename) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }.word
    }
}

extension NetworkInterface {
    fileprivate var isVirtual: Bool {
        ["docker", "br-", "veth", "virbr"].contains { name.hasPrefix($0) }
    }
}
