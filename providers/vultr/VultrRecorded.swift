import YAML

extension Recording {
    static let vultr = Recording(
        variants: [
            Variant(
                name: "ipv4-only", summary: "public IPv4 only; user-data is an empty list",
                machine: RecordedMachine(
                    instanceID: "0b8f5c3e-1d2a-4c6e-9f7b-2a4d6e8c0f13", hostname: "web-1", publicIPv4: "203.0.113.42",
                    mac: "56:00:05:aa:bb:01"),
                routes: { machine in
                    VultrService.routes(
                        machine,
                        VultrDocument.plain(
                            machine, number: "123456789", country: "NL", region: "AMS"))
                }),
            Variant(
                name: "dual-stack-private-userdata",
                summary: "IPv4, IPv6, additional addresses, a private interface and user-data",
                machine: RecordedMachine(
                    instanceID: "7d0b2f5c-58a1-4f0e-8a52-3b2f6c1d9e44", hostname: "app-1.example.com",
                    publicIPv4: "198.51.100.20", mac: "56:00:05:aa:bb:02"),
                routes: { VultrService.routes($0, VultrDocument.dualStack($0)) }),
            Variant(
                name: "minimal", summary: "the oldest documented shape; no host name, as white-label accounts have it",
                machine: RecordedMachine(
                    instanceID: "55555555-5555-4555-8555-555555555555", hostname: "", publicIPv4: "192.0.2.10",
                    mac: "56:00:05:aa:bb:05"),
                routes: { VultrService.routes($0, VultrDocument.minimal($0)) }),
            Variant(
                name: "marketplace", summary: "application variables that the owner filled in",
                machine: RecordedMachine(
                    instanceID: "66666666-6666-4666-8666-666666666666", hostname: "store-1",
                    publicIPv4: "203.0.113.60", mac: "56:00:05:aa:bb:06",
                    variables: [
                        "domain": "store.example.com", "admin_email": "admin@example.com", "db_pass": "Xq7mZr2LkV9c",
                    ]),
                routes: { machine in
                    VultrService.routes(
                        machine,
                        VultrDocument.plain(
                            machine, number: "623456789", country: "US", region: "EWR"))
                }),
        ],
        vendor: "Vultr",
        notFound: .text("Not Found", status: 404),
        methodNotAllowed: .text("Method Not Allowed", status: 405))
}

/// The other paths besides `/v1.json`, all of them made from it.
private enum VultrService {
    /// The keys of the document that have no path in the text tree.
    private static let otherKeys: Set = [
        "nvidia-driver", "startup-script", "tags", "user-data", "user-defined", "vendor-data",
    ]

    static func routes(_ machine: RecordedMachine, _ recorded: String) -> [Recording.Route] {
        let given = ["user-data": machine.userData, "vendor-data": machine.vendorData].compactMapValues(\.self)
        let document = given.reduce(recorded) { $0.replacingValue(of: $1.key, with: $1.value) }
        let tree = TextTree(root: "/v1/") { otherKeys.contains($0) ? nil : $0 }.routes(document)
        func same(_ path: String, as original: String) -> [Recording.Route] {
            tree.filter { $0.path == original }.map { .get(path, $0.answer) }
        }
        return [.get("/v1.json", .json(document))] + tree
            + same("/latest/meta-data/hostname", as: "/v1/hostname")
            + same("/latest/meta-data/public-ipv4", as: "/v1/interfaces/0/ipv4/address")
            + same("/current/ssh-keys", as: "/v1/public-keys")
            + userData(document) + variables(machine)
    }

    private static func userData(_ document: String) -> [Recording.Route] {
        guard let root = try? YAML.parse([UInt8](document.utf8)), let text = root["user-data"]?.string else {
            return []
        }
        return ["/latest/user-data", "/user-data/user-data"].map { .get($0, .text(text)) }
    }

    private static func variables(_ machine: RecordedMachine) -> [Recording.Route] {
        let variables = machine.variables.sorted { $0.key < $1.key }
        let secrets = variables.map { ("app-\($0)", $1) } + [("root-password", "example-root-password")]
        return secrets.flatMap { name, value -> [Recording.Route] in
            let path = "/v1/internal/\(name)"
            return [
                .get(path, wants: ["Metadata-Token": "vultr"], .text(value)),
                .get(path, .text("Forbidden", status: 403)),
            ]
        }
    }
}
