import YAML

extension Recording {
    static let hetzner = Recording(
        variants: [
            Variant(
                name: "ipv4-only", summary: "public IPv4 only; user-data answers 204",
                machine: RecordedMachine(
                    instanceID: "42", hostname: "my-server", publicIPv4: "203.0.113.4", mac: "96:00:00:08:19:01"),
                routes: { machine in
                    HetznerService(
                        document: HetznerDocument.ipv4Only(machine, zone: "hel1-dc2"),
                        userData: machine.userData.map { .text($0) } ?? Answer(status: 204, headers: [:], body: "")
                    ).routes
                }),
            Variant(
                name: "dual-stack-private-userdata", summary: "IPv4, IPv6, two private networks and user-data",
                machine: RecordedMachine(
                    instanceID: "123456", hostname: "app-1", publicIPv4: "198.51.100.4", mac: "96:00:00:08:19:02"),
                routes: { machine in
                    HetznerService(
                        document: HetznerDocument.dualStack(machine), privateNetworks: HetznerDocument.privateNetworks,
                        userData: .text(machine.userData ?? Recording.sampleUserData)
                    ).routes
                }),
            Variant(
                name: "trailing-newline", summary: "single values end in a newline; user-data is an empty body",
                machine: RecordedMachine(
                    instanceID: "7", hostname: "nl-1", publicIPv4: "192.0.2.4", mac: "96:00:00:08:19:05"),
                routes: { machine in
                    HetznerService(
                        document: HetznerDocument.ipv4Only(machine, zone: "ash-dc1"),
                        userData: .text(machine.userData ?? ""), ending: "\n"
                    ).routes
                }),
        ],
        vendor: "Hetzner",
        // cloud-init's YAML reader takes a MAC address made only of digit pairs below 60 for a number in base 60.
        // Hetzner's service quotes such an address. The recordings have no quotes, so they use another address.
        bootable: { machine in
            let mac = machine.mac
            if !mac.isEmpty && !mac.contains(where: \.isLetter) { machine.mac = mac.dropLast() + "a" }
        },
        notFound: .text("not found", status: 404))
}

/// The YAML document, its single values and the documents with their own paths.
private struct HetznerService {
    let document: String
    var privateNetworks = "[]\n"
    let userData: Recording.Answer
    /// What follows a single value.
    var ending = ""

    var routes: [Recording.Route] {
        let root = "/hetzner/v1/metadata"
        let single = ["hostname", "instance-id", "availability-zone", "region", "public-ipv4", "local-ipv4"]
        let whole = ["network-sysconfig", "vendor_data"]
        return [
            .get(root, .text(document)),
            .get("\(root)/private-networks", .text(privateNetworks)),
            .get("\(root)/public-keys", .text(publicKeys)),
            .get("\(root)/network-config", .text(networkConfig)),
            .get("/hetzner/v1/userdata", userData),
        ] + single.map { .get("\(root)/\($0)", .text(value($0) + ending)) }
            + whole.map { .get("\(root)/\($0)", .text(value($0))) }
    }

    private var parsed: Node? { try? YAML.parse([UInt8](document.utf8)) }

    private func value(_ key: String) -> String { parsed?[key]?.scalar?.text ?? "" }

    private var publicKeys: String {
        let keys = parsed?["public-keys"]?.sequence?.compactMap(\.string) ?? []
        return "[" + keys.map { "\"\($0)\"" }.joined(separator: ", ") + "]"
    }

    /// The lines under `network-config:`, two columns to the left.
    private var networkConfig: String {
        let lines = document.split(separator: "\n").drop { $0 != "network-config:" }.dropFirst()
        return lines.prefix { $0.hasPrefix("  ") }.map { $0.dropFirst(2) + "\n" }.joined()
    }
}
