import JSON

extension Recording {
    static let gcp = Recording(
        variants: [
            Variant(
                name: "minimal", summary: "no address that is reached from outside; no metadata of the owner's",
                machine: RecordedMachine(
                    instanceID: "1234567890123456791", hostname: "int-1.us-central1-a.c.example-project.internal",
                    publicIPv4: "", mac: "42:01:0a:80:00:02"),
                routes: { machine in
                    GCPService(
                        machine: machine, name: "int-1", interfaces: GCPDocument.privateInterfaces(machine),
                        keys: nil, userData: machine.userData
                    ).routes
                }),
            Variant(
                name: "dual-stack-userdata", summary: "IPv4, IPv6, two users' keys, a key of the owner's and user-data",
                machine: RecordedMachine(
                    instanceID: "1234567890123456789", hostname: "app-1.us-central1-a.c.example-project.internal",
                    publicIPv4: "203.0.113.90", mac: "42:01:0a:80:00:02"),
                routes: { machine in
                    GCPService(
                        machine: machine, name: "app-1", interfaces: GCPDocument.dualStackInterfaces(machine),
                        keys: "admin:\(GCPService.adminKey)\ncloudinit:\(GCPService.deployKey)",
                        userData: machine.userData ?? sampleUserData
                    ).routes
                }),
        ],
        vendor: "Google", product: "Google Compute Engine",
        // cloud-init asks for the service by a name, and a virtual machine here asks nobody for names.
        kernelArguments: [
            #"cc:{"datasource":{"GCE":{"metadata_url":"http://169.254.169.254/computeMetadata/v1/"}}}end_cc"#
        ],
        notFound: GCPService.page(404, "Not Found"))
}

/// The paths for requests with Google's header.
private struct GCPService {
    let machine: RecordedMachine
    let name: String
    let interfaces: String
    let keys, userData: String?

    var routes: [Recording.Route] {
        let project = #"{"ssh-keys": "admin:\#(Self.deployKey)"}"#
        let redirect = "http://metadata.google.internal\(Self.root)instance/attributes/"
        var routes = texts.map { get($0, $1, type: "application/text") }
        routes += [
            get("instance/network-interfaces/?recursive=true", interfaces, type: "application/json"),
            get("instance/attributes/?recursive=true", attributes, type: "application/json"),
            get("project/attributes/?recursive=true", project, type: "application/json"),
            get("instance/tags", #"["http-server"]"#, type: "application/json"),
            .get(Self.root + "instance/attributes", .init(status: 301, headers: ["Location": redirect], body: "")),
        ]
        return routes
            + missing.map { .get(Self.root + $0.path, wants: Self.wants, answer($0.body, $0.type, status: 404)) }
            + routes.map { .get($0.path, Self.page(403, "Forbidden")) }
    }

    private var texts: [(String, String)] {
        let interface = "instance/network-interfaces/0/"
        let given = [
            ("instance/attributes/user-data", userData), ("instance/attributes/ssh-keys", keys),
            (interface + "access-configs/0/external-ip", machine.publicIPv4.isEmpty ? nil : machine.publicIPv4),
        ]
        return [
            ("instance/id", machine.instanceID), ("instance/name", name), ("instance/hostname", machine.hostname),
            ("instance/zone", "projects/123456789012/zones/us-central1-a"),
            ("instance/machine-type", "projects/123456789012/machineTypes/e2-small"),
            ("project/project-id", "example-project"), (interface + "ip", "10.128.0.2"),
            (interface + "mac", machine.mac),
        ] + given.compactMap { path, value in value.map { (path, $0) } }
    }

    private var missing: [(path: String, body: String, type: String)] {
        let page = Self.page(404, "Not Found").body
        return [
            ("instance/attributes/user-data", page, "application/text"),
            ("instance/attributes/ssh-keys", page, "application/text"),
            ("instance/attributes/block-project-ssh-keys", page, "application/text"),
            ("instance/network-interfaces/0/access-configs/0/external-ip", "", "application/text"),
        ]
    }

    private var attributes: String {
        let values: [(String, String)] =
            [("user-data", userData), ("ssh-keys", keys), ("enable-oslogin", keys == nil ? nil : "FALSE")]
            .compactMap { name, value in value.map { (name, $0) } }
        let members = values.map { name, value in
            let text = (try? JSONCoder.encode(value)).map { String(decoding: $0, as: UTF8.self) } ?? ""
            return "\"\(name)\": \(text)"
        }
        return "{" + members.joined(separator: ", ") + "}"
    }

    private func get(_ path: String, _ body: String, type: String) -> Recording.Route {
        .get(Self.root + path, wants: Self.wants, answer(body, type))
    }

    private func answer(_ body: String, _ type: String, status: Int = 200) -> Recording.Answer {
        let headers = ["Metadata-Flavor": "Google", "Content-Type": type, "Server": "Metadata Server for VM"]
        return .init(status: status, headers: headers, body: body)
    }

    static func page(_ status: Int, _ reason: String) -> Recording.Answer {
        .text("<!DOCTYPE html><title>Error \(status) (\(reason))!!1</title>", status: status)
    }

    private static let root = "/computeMetadata/v1/"
    private static let wants: [String: String?] = ["Metadata-Flavor": "Google"]
    static let adminKey =
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAEIDxYdJCsyOUBHTlVcY2pxeH+GjZSboqmwt77FzNPa admin@example.com"
    static let deployKey =
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAkQFx4lLDM6QUhPVl1ka3J5gIeOlZyjqrG4v8bN1Nvi deploy@example.net"
}
