import Plan

extension Recording {
    static let linode = Recording(
        variants: [
            Variant(
                name: "ipv4-ipv6-minimal", summary: "the default interface only; no tags, no keys, no user-data",
                machine: RecordedMachine(instanceID: "532754976", hostname: "example-linode", publicIPv4: "192.0.2.40"),
                routes: { machine in
                    LinodeService(
                        instance: LinodeDocument.minimalInstance(machine),
                        instanceText: LinodeDocument.minimalInstanceText(machine),
                        network: LinodeDocument.minimalNetwork(machine),
                        networkText: LinodeDocument.minimalNetworkText(machine),
                        keys: LinodeDocument.minimalKeys, keysText: LinodeDocument.minimalKeysText,
                        userData: LinodeService.encoded(machine.userData) ?? ""
                    ).routes
                }),
            Variant(
                name: "private-ip-userdata",
                summary: "a private IPv4, an IPv6 range, tags, two users' keys and user-data in base64",
                machine: RecordedMachine(instanceID: "532754977", hostname: "app-1", publicIPv4: "198.51.100.40"),
                routes: { machine in
                    LinodeService(
                        instance: LinodeDocument.privateInstance(machine),
                        instanceText: LinodeDocument.privateInstanceText(machine),
                        network: LinodeDocument.privateNetwork(machine),
                        networkText: LinodeDocument.privateNetworkText(machine),
                        keys: LinodeDocument.privateKeys, keysText: LinodeDocument.privateKeysText,
                        userData: LinodeService.encoded(machine.userData) ?? LinodeDocument.privateUserData
                    ).routes
                }),
        ],
        vendor: "Linode",
        // Linode's addresses begin so, and cloud-init reads the metadata only through such a card.
        usualMAC: "f2:3c:91:00:00:01",
        // A virtual machine has no IPv6, and cloud-init would try Linode's metadata address there for 8 s (DataSourceAkamai:
        // four tries, two seconds between them).
        kernelArguments: [#"cc:{"datasource":{"Akamai":{"allow_ipv6":false}}}end_cc"#],
        notFound: LinodeService.error("Not found", status: 404),
        token: .linode)
}

/// Every document in JSON and as text, for requests with the token.
private struct LinodeService {
    private static let token = "e80eb80986f17fcd3df8fcb6ea944774cae47b26ed6d68df63a15b294b7a6e3f"

    let instance, instanceText, network, networkText, keys, keysText, userData: String

    /// The service returns user-data as it accepts it, in base64.
    static func encoded(_ userData: String?) -> String? { userData.map { Base64.encode(Array($0.utf8)) } }

    var routes: [Recording.Route] {
        tokenRoutes + document("instance", json: instance, text: instanceText)
            + document("network", json: network, text: networkText)
            + document("ssh-keys", json: keys, text: keysText)
            + [
                .get(
                    "/v1/user-data", wants: ["Metadata-Token": Self.token, "Accept": "application/json"],
                    Self.error("Not Acceptable", status: 406)),
                .get("/v1/user-data", wants: ["Metadata-Token": Self.token], .text(userData)),
                .get("/v1/user-data", Self.unauthorized),
            ]
    }

    private var tokenRoutes: [Recording.Route] {
        let expiry = "Metadata-Token-Expiry-Seconds"
        let missing = Self.error("header is required", field: expiry, status: 400)
        return [
            Recording.Route(
                method: "PUT", path: "/v1/token", wants: [expiry: nil, "Accept": "application/json"],
                answer: .json("[\"\(Self.token)\"]")),
            Recording.Route(method: "PUT", path: "/v1/token", wants: [expiry: nil], answer: .text(Self.token)),
            Recording.Route(method: "PUT", path: "/v1/token", answer: missing),
        ]
    }

    private func document(_ name: String, json: String, text: String) -> [Recording.Route] {
        let path = "/v1/\(name)"
        return [
            .get(path, wants: ["Metadata-Token": Self.token, "Accept": "application/json"], .json(json)),
            .get(path, wants: ["Metadata-Token": Self.token], .text(text)),
            .get(path, Self.unauthorized),
        ]
    }

    private static let unauthorized = error("Invalid or missing token", status: 401)

    static func error(_ reason: String, field: String? = nil, status: Int) -> Recording.Answer {
        let fieldLine = field.map { "      \"field\": \"\($0)\",\n" } ?? ""
        return .json(
            "{\n  \"errors\": [\n    {\n\(fieldLine)      \"reason\": \"\(reason)\"\n    }\n  ]\n}\n", status: status)
    }
}
