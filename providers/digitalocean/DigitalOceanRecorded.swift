extension Recording {
    static let digitalOcean = Recording(
        variants: [
            Variant(
                name: "ipv4-only", summary: "public IPv4 and its anchor; no tags, no user-data",
                machine: RecordedMachine(
                    instanceID: "320206672", hostname: "web-1", publicIPv4: "203.0.113.32", mac: "12:2f:49:0c:eb:01"),
                routes: { DigitalOceanService.routes($0, DigitalOceanDocument.ipv4Only($0), tags: "") }),
            Variant(
                name: "dual-stack-vpc-userdata",
                summary: "IPv4, IPv6 in upper case, a VPC interface, a reserved address, tags and user-data",
                machine: RecordedMachine(
                    instanceID: "320206673", hostname: "app-1.example.com", publicIPv4: "198.51.100.32",
                    mac: "12:2f:49:0c:eb:02"),
                routes: { DigitalOceanService.routes($0, DigitalOceanDocument.dualStack($0), tags: "web\nenv:prod") }),
        ],
        vendor: "DigitalOcean", isAddressedByMetadata: true,
        notFound: .text("not found", status: 404))
}

/// The other paths besides `/metadata/v1.json`, most of them made from it.
private enum DigitalOceanService {
    private static let root = "/metadata/v1/"
    /// The text tree's name for a key of the document.
    private static let names = [
        "droplet_id": "id", "user_data": "user-data", "vendor_data": "vendor-data", "public_keys": "public-keys",
        "ip_address": "address",
    ]
    private static let otherKeys: Set = ["auth_key", "tags", "modify_index", "dotty_status", "ssh_info"]
    private static let rootIndex = [
        "id", "hostname", "user-data", "vendor-data", "public-keys", "region",
        "interfaces/", "dns/", "floating_ip/", "reserved_ip/", "features/",
    ]

    static func routes(_ machine: RecordedMachine, _ recorded: String, tags: String) -> [Recording.Route] {
        let document = machine.userData.map { recorded.replacingValue(of: "user_data", with: $0) } ?? recorded
        let tree = TextTree(root: root) { otherKeys.contains($0) ? nil : names[$0] ?? $0 }.routes(document)
        let documents: [Recording.Route] = [
            .get("/metadata/v1.json", .json(document)),
            .get(root, .text(rootIndex.joined(separator: "\n"))),
            .get("\(root)tags/", .text(tags)),
            .get("/v1/maintenance_event", .text("")),
        ]
        return documents + tree + reservedAddresses(tree) + redirects(documents + tree)
    }

    /// Reserved addresses can also be read under the key's own name.
    private static func reservedAddresses(_ tree: [Recording.Route]) -> [Recording.Route] {
        ["floating_ip", "reserved_ip"].flatMap { key in
            tree.filter { $0.path == "\(root)\(key)/ipv4/address" }
                .map { .get("\(root)\(key)/ipv4/ip_address", $0.answer) }
        }
    }

    /// Each index without its closing slash redirects to it.
    private static func redirects(_ routes: [Recording.Route]) -> [Recording.Route] {
        routes.filter { $0.path.hasSuffix("/") }.map { index in
            let body = "<a href=\"\(index.path)\">Moved Permanently</a>.\n"
            var answer = Recording.Answer(status: 301, headers: ["Location": index.path], body: body)
            if index.path == root { answer.headers["Content-Type"] = "text/html; charset=utf-8" }
            return .get(String(index.path.dropLast()), answer)
        }
    }
}
