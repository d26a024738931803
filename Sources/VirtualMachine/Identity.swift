import Providers

/// What makes a virtual machine a cloud's: its firmware's words, its network card and the metadata service.
public struct Identity: Sendable, Equatable {
    public var vendor: String
    /// The instance's id, as the firmware's serial number.
    public var serial: String
    public var mac: String
    public var address: String
    /// The command that speaks to the metadata service by its standard input and output, once for each connection.
    public var metadata: [String]
    /// From the machine's TCP ports to this computer's, on loopback.
    public var ports: [Int: Int]

    public init(
        _ recording: Recording, _ machine: Metadata, metadata: [String], ports: [Int: Int]
    ) {
        vendor = recording.vendor
        serial = machine.instanceID
        // Where the service names no address it is the one that Linode's machines begin with, which cloud-init wants.
        mac = machine.macs.public ?? "f2:3c:91:00:00:01"
        address = machine.publicIPv4 ?? "192.0.2.100"
        self.metadata = metadata
        self.ports = ports
    }

    /// The network is one half of all addresses, so that both the machine's and the metadata service's are in it and
    /// each machine gets its own address by DHCP. `restrict` lets nothing out of it: what answers at 169.254.169.254
    /// is the emulator, also on a computer that is a cloud's machine itself.
    var arguments: [String] {
        var network = [
            "user", "id=network", "restrict=on", "ipv6=off", "net=128.0.0.0/128.0.0.0", "host=\(neighbour(1))",
            "dns=\(neighbour(2))", "dhcpstart=\(address)",
        ]
        network += ports.sorted { $0.key < $1.key }.map { "hostfwd=tcp:127.0.0.1:\($1)-\(address):\($0)" }
        network.append("guestfwd=tcp:169.254.169.254:80-cmd:" + Qemu.escaped(metadata.joined(separator: " ")))
        return [
            "-smbios", "type=1,manufacturer=\(vendor),product=\(vendor),serial=\(serial)",
            "-netdev", network.joined(separator: ","),
            "-device", "virtio-net-pci,netdev=network,mac=\(mac)",
        ]
    }

    /// Another address of the same block of 256.
    private func neighbour(_ number: Int) -> String {
        let parts = address.split(separator: ".")
        let last = parts.last == "\(number)" ? 250 + number : number
        return (parts.dropLast().map(String.init) + ["\(last)"]).joined(separator: ".")
    }
}
