extension Recording {
    static let openStack = Recording(
        variants: [
            Variant(
                name: "dual-stack-userdata", summary: "fixed IPv4 and IPv6, a property and user-data",
                machine: RecordedMachine(
                    instanceID: "99dcf33b-6eb5-4acf-9abb-d81723e0c949", hostname: "app-1.novalocal",
                    publicIPv4: "198.51.100.12", mac: "fa:16:3e:00:00:01"),
                routes: { machine in
                    version("latest", machine) + version("2018-08-27", machine) + tree(machine) + [
                        .get("/openstack", .text(OpenStackDocument.versions))
                    ]
                })
        ],
        vendor: "OpenStack Foundation", product: "OpenStack Nova", isAddressedByMetadata: true,
        notFound: .text("", status: 404))

    private static func version(_ name: String, _ machine: RecordedMachine) -> [Route] {
        let userData = Answer(
            headers: ["Content-Type": "application/octet-stream"], body: machine.userData ?? sampleUserData)
        let vendorData = ##"{"cloud-init": "#cloud-config\ndisable_root: false\nmanage_etc_hosts: true\n"}"##
        return [
            .get("/openstack/\(name)/", .text(OpenStackDocument.index)),
            .get("/openstack/\(name)/meta_data.json", .json(OpenStackDocument.metadata(machine))),
            .get("/openstack/\(name)/network_data.json", .json(OpenStackDocument.network(machine))),
            .get("/openstack/\(name)/vendor_data.json", .json(vendorData)),
            .get("/openstack/\(name)/vendor_data2.json", .json(#"{"static": {}}"#)),
            .get("/openstack/\(name)/user_data", userData),
        ]
    }

    /// The EC2-style tree, where the instance has another id.
    private static func tree(_ machine: RecordedMachine) -> [Route] {
        let key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAEIDxYdJCsyOUBHTlVcY2pxeH+GjZSboqmwt77FzNPa admin@example.com"
        let values = [
            "instance-id": "i-00000001", "hostname": machine.hostname, "local-ipv4": "10.0.151.35",
            "public-ipv4": machine.publicIPv4, "public-keys/": "0=admin", "public-keys/0/openssh-key": key,
        ]
        return values.sorted { $0.key < $1.key }.map { .get("/latest/meta-data/\($0.key)", .text($0.value)) }
    }
}

extension OpenStackDocument {
    static let index = [
        "meta_data.json", "user_data", "password", "vendor_data.json", "network_data.json", "vendor_data2.json",
    ].joined(separator: "\n")
    static let versions = [
        "2012-08-10", "2013-04-04", "2013-10-17", "2015-10-15", "2016-06-30", "2016-10-06", "2017-02-22", "2018-08-27",
        "latest",
    ].joined(separator: "\n")
}
