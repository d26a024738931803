extension Recording {
    static let exoscale = Recording(
        variants: [
            Variant(
                name: "ipv4-userdata", summary: "public IPv4 and user-data",
                machine: RecordedMachine(
                    instanceID: "3085c764-b270-45b0-b974-68c55a9c2d53", hostname: "exo-1", publicIPv4: "203.0.113.70"),
                routes: { machine in
                    ["1.0", "latest"].flatMap { version in
                        tree("/\(version)/meta-data/", machine) + [
                            .get("/\(version)/user-data", .text(machine.userData ?? sampleUserData))
                        ]
                    }
                })
        ],
        vendor: "Exoscale", product: "Exoscale Compute Platform",
        notFound: .text("", status: 404))

    private static func tree(_ root: String, _ machine: RecordedMachine) -> [Route] {
        let key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAEIDxYdJCsyOUBHTlVcY2pxeH+GjZSboqmwt77FzNPa admin@example.com"
        return TextTree(root: root).routes(
            #"""
            {
              "availability-zone": "ch-gva-2",
              "cloud-identifier": "CloudStack-{00000000-0000-4000-8000-000000000001}",
              "instance-id": "\#(machine.instanceID)",
              "local-hostname": "\#(machine.hostname)",
              "local-ipv4": "\#(machine.publicIPv4)",
              "public-hostname": "\#(machine.hostname)",
              "public-ipv4": "\#(machine.publicIPv4)",
              "public-keys": "\#(key)",
              "service-offering": "standard.tiny",
              "vm-id": "\#(machine.instanceID)"
            }
            """#)
    }
}
