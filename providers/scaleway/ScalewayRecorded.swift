extension Recording {
    static let scaleway = Recording(
        variants: [
            Variant(
                name: "ipv4-minimal", summary: "public IPv4 only; user-data answers 404",
                machine: RecordedMachine(
                    instanceID: "00000000-0000-4000-8000-000000000029", hostname: "scw-1",
                    publicIPv4: "198.51.100.51", mac: "de:00:00:12:34:56"),
                routes: { machine in
                    routes(
                        ScalewayDocument.minimal(machine), ScalewayDocument.minimalText(machine),
                        userData: machine.userData)
                }),
            Variant(
                name: "dual-stack-userdata", summary: "IPv4, IPv6, a private network, a key in a tag and user-data",
                machine: RecordedMachine(
                    instanceID: "00000000-0000-4000-8000-000000000053", hostname: "scw-1",
                    publicIPv4: "203.0.113.51", mac: "de:00:00:12:34:56"),
                routes: { machine in
                    [.get("/user_data?format=json", .json(#"{"user_data": ["cloud-init", "ssh-host-fingerprints"]}"#))]
                        + routes(
                            ScalewayDocument.dualStack(machine), ScalewayDocument.dualStackText(machine),
                            userData: machine.userData ?? sampleUserData)
                }),
        ],
        vendor: "Scaleway",
        notFound: .text("", status: 404))

    private static func routes(_ document: String, _ text: String, userData: String?) -> [Route] {
        [
            .get("/conf?format=json", .json(document)),
            .get("/conf", .text(text)),
            .get("/", .text("")),
            Route(method: "PATCH", path: "/state", wants: ["Content-Type": "application/json"], answer: .text("")),
        ] + (userData.map { [.get("/user_data/cloud-init", .text($0))] } ?? [])
    }
}
