extension Recording {
    static let upCloud = Recording(
        variants: [
            Variant(
                name: "dual-stack-private-userdata",
                summary: "IPv4 with a floating address, IPv6, the utility network, a private network and user-data",
                machine: RecordedMachine(
                    instanceID: "00322b68-0096-4042-9406-faad61922128", hostname: "test.example.com",
                    publicIPv4: "203.0.113.53", mac: "3a:d6:ba:4a:36:e7"),
                routes: { machine in
                    let userData = machine.userData ?? sampleUserData
                    let document = UpCloudDocument.dualStack(machine).replacingValue(of: "user_data", with: userData)
                    let values = [
                        "hostname": machine.hostname, "instance_id": machine.instanceID, "region": "fi-hel2",
                        "public_keys": UpCloudDocument.key, "user_data": userData, "vendor_data": "",
                    ]
                    return [.get("/metadata/v1.json", .json(document))]
                        + values.sorted { $0.key < $1.key }.map { .get("/metadata/v1/\($0.key)", .text($0.value)) }
                })
        ],
        vendor: "UpCloud",
        notFound: .text("", status: 404))
}

extension UpCloudDocument {
    static let key =
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAEIDxYdJCsyOUBHTlVcY2pxeH+GjZSboqmwt77FzNPa admin@example.com"
}
