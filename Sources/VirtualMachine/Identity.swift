import Foundation
import Providers

/// What makes a virtual machine look like a cloud's: its firmware's vendor and serial number, its network card and the
/// metadata service.
public struct Identity: Sendable, Equatable {
    public var vendor: String
    public var product: String
    /// The chassis's asset tag; nil if the provider has none.
    public var assetTag: String?
    /// The firmware's serial number, most often the instance's id.
    public var serial: String
    /// The firmware's uuid; nil if the provider's has nothing to do with the instance.
    public var uuid: String?
    public var mac: String
    /// The cards of its private networks. They lead nowhere.
    public var privateMACs: [String]
    public var address: String
    /// The network of the machine and the metadata service.
    public var network: String
    /// The commands behind port 80 of an address. Each connection starts one, on its standard input and output.
    public var services: [String: [String]]
    /// Maps the machine's TCP ports to this computer's, on loopback.
    public var ports: [Int: Int]
    /// The kernel's network options.
    public var kernelArguments: [String]
    /// Root's authorized key; systemd reads it from the firmware (`ssh.authorized_keys.root`, systemd 252).
    public var authorizedKey: String?

    /// The address of the app's release, instead of its real one.
    public static let releaseAddress = "169.254.169.253"

    public init(
        _ recording: Recording, _ machine: Metadata, services: [String: [String]], ports: [Int: Int],
        authorizedKey: String? = nil
    ) {
        vendor = recording.vendor
        product = recording.product ?? recording.vendor
        assetTag = recording.assetTag
        serial = recording.uuid ?? machine.instanceID
        uuid = UUID(uuidString: serial) == nil ? nil : serial
        mac = machine.macs.public ?? recording.usualMAC
        kernelArguments = Self.kernelArguments + recording.kernelArguments
        privateMACs = machine.macs.private
        // With DHCP, the address is next to the metadata service's, so that the network takes no addresses that Docker
        // uses. If the metadata gives the address, the network must contain that and the service's, which is half of
        // all addresses.
        if recording.isAddressedByMetadata, let given = machine.publicIPv4 {
            (address, network) = (given, "128.0.0.0/128.0.0.0")
        } else {
            (address, network) = ("169.254.0.15", "169.254.0.0/16")
        }
        self.services = services
        self.ports = ports
        self.authorizedKey = authorizedKey
    }

    private static let kernelArguments = [
        // Nobody else is in the network, so skip the check for duplicate link-local addresses. networkd is ready a
        // second earlier.
        "sysctl.net.ipv6.conf.all.accept_dad=0", "sysctl.net.ipv6.conf.default.accept_dad=0",
    ]

    /// No card has the program that starts a machine over the network (`romfile=`), which QEMU's packages only recommend.
    ///
    /// `restrict` lets nothing out of the network. So only the emulator answers at the metadata service's address, even
    /// if this computer is a cloud machine itself.
    var arguments: [String] {
        var network = [
            "user", "id=network", "restrict=on", "ipv6=off", "net=\(network)", "host=\(neighbour(1))",
            "dns=\(neighbour(2))", "dhcpstart=\(address)",
        ]
        network += ports.sorted { $0.key < $1.key }.map { "hostfwd=tcp:127.0.0.1:\($1)-\(address):\($0)" }
        network += services.sorted { $0.key < $1.key }.map { address, command in
            "guestfwd=tcp:\(address):80-cmd:" + Qemu.escaped(command.joined(separator: " "))
        }
        let key = authorizedKey.map { Data($0.utf8).base64EncodedString() }
        let credential = key.map { "type=11,value=io.systemd.credential.binary:ssh.authorized_keys.root=\($0)" }
        let known = uuid.map { ",uuid=\($0)" } ?? ""
        let chassis = assetTag.map { "type=3,asset=\($0)" }
        return [credential, chassis].compactMap { $0 }.flatMap { ["-smbios", $0] } + [
            "-smbios",
            "type=1,manufacturer=\(Qemu.escaped(vendor)),product=\(Qemu.escaped(product)),serial=\(serial)\(known)",
            "-netdev", network.joined(separator: ","),
            "-device", "virtio-net-pci,netdev=network,romfile=,mac=\(mac)",
        ] + privateCards
    }

    private var privateCards: [String] {
        privateMACs.enumerated().flatMap { number, mac in
            [
                "-netdev", "user,id=private\(number),restrict=on,net=192.168.\(100 + number).0/24",
                "-device", "virtio-net-pci,netdev=private\(number),romfile=,mac=\(mac)",
            ]
        }
    }

    /// Another address of the same block of 256.
    private func neighbour(_ number: Int) -> String {
        let parts = address.split(separator: ".")
        let last = parts.last == "\(number)" ? 250 + number : number
        return (parts.dropLast().map(String.init) + ["\(last)"]).joined(separator: ".")
    }
}
