extension Recording {
    static let noCloud = Recording(
        variants: [
            Variant(
                name: "minimal", summary: "an id and a name; user-data is a script",
                machine: RecordedMachine(instanceID: "iid-local01", hostname: "cloudimg", publicIPv4: ""),
                routes: { machine in
                    let script =
                        "#!/bin/sh\nset -eu\nprintf 'domain=app.example.com\\n' > /etc/example-app/firstboot.env\n"
                    return seed(
                        metadata: "instance-id: \(machine.instanceID)\nlocal-hostname: \(machine.hostname)\n",
                        userData: machine.userData ?? script)
                }),
            Variant(
                name: "proxmox-dhcp", summary: "what Proxmox VE writes: a name in the user-data alone, and DHCP",
                machine: RecordedMachine(
                    instanceID: "25a9919cb91024fbd1d70fa07f0efa749cbba03b", hostname: "pve-2", publicIPv4: "",
                    mac: "bc:24:11:00:00:03"),
                routes: { machine in
                    seed(
                        metadata: "instance-id: \(machine.instanceID)\n",
                        userData: machine.userData ?? NoCloudDocument.proxmoxUserData(machine),
                        network: NoCloudDocument.proxmoxNetwork(machine), vendorData: "")
                }),
            Variant(
                name: "netplan-v2", summary: "meta-data in JSON, a fixed IPv4 and IPv6, user-data",
                machine: RecordedMachine(
                    instanceID: "iid-json02", hostname: "v2-host", publicIPv4: "198.51.100.80",
                    mac: "bc:24:11:00:00:04"),
                routes: { machine in
                    let names = #""instance-id": "\#(machine.instanceID)", "local-hostname": "\#(machine.hostname)""#
                    return seed(
                        metadata: "{\(names)}\n", userData: machine.userData ?? sampleUserData,
                        network: NoCloudDocument.fixedNetwork(machine))
                }),
        ],
        vendor: "QEMU", product: "Standard PC (i440FX + PIIX, 1996)",
        kernelArguments: ["ds=nocloud;s=http://169.254.169.254/seed/"], address: "169.254.169.254",
        notFound: .text("", status: 404))

    private static func seed(
        metadata: String, userData: String, network: String? = nil, vendorData: String? = nil
    ) -> [Route] {
        let files = [
            "meta-data": metadata, "user-data": userData, "network-config": network, "vendor-data": vendorData,
        ]
        return files.sorted { $0.key < $1.key }.compactMap { name, text in
            text.map { .get("/seed/\(name)", .text($0)) }
        }
    }
}
