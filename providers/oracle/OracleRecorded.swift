import Plan
import Text

extension Recording {
    static let oracle = Recording(
        variants: [
            Variant(
                name: "ipv4-only", summary: "a private IPv4 only, two keys, no user-data",
                machine: RecordedMachine(
                    instanceID: "ocid1.instance.oc1.phx.exampleuniqueIDinst-ipv4", hostname: "inst-ipv4",
                    publicIPv4: "", mac: "02:00:17:0d:6b:be"),
                routes: { machine in
                    let user = machine.userData.map { ",\n    \"user_data\": \"\(Base64.encode(Array($0.utf8)))\"" }
                    let document = OracleDocument.ipv4Only(machine)
                    let end = "deploy@example.net\""
                    return OracleService(
                        document: document.replacing(end, with: end + (user ?? "")),
                        cards: OracleDocument.ipv4OnlyNetwork(machine), userData: machine.userData, machine: machine
                    ).routes
                }),
            Variant(
                name: "dual-stack-userdata", summary: "a private IPv4, IPv6, two keys, a tag and user-data in base64",
                machine: RecordedMachine(
                    instanceID: "ocid1.instance.oc1.phx.exampleuniqueIDinst-dual", hostname: "inst-dual",
                    publicIPv4: "", mac: "02:00:17:0d:6b:be"),
                routes: { machine in
                    let userData = machine.userData ?? sampleUserData
                    let document = OracleDocument.dualStack(machine)
                        .replacingValue(of: "user_data", with: Base64.encode(Array(userData.utf8)))
                    return OracleService(
                        document: document, cards: OracleDocument.dualStackNetwork(machine), userData: userData,
                        machine: machine
                    ).routes
                }),
        ],
        vendor: "QEMU", product: "Standard PC (i440FX + PIIX, 1996)", assetTag: "OracleCloud.com",
        notFound: .text("", status: 404))
}

/// The documents for requests with Oracle's header, and the older service's for any.
private struct OracleService {
    let document, cards: String
    let userData: String?
    let machine: RecordedMachine

    var routes: [Recording.Route] {
        let documents: [(String, Recording.Answer)] = [
            ("instance/", .json(document)), ("instance", .json(document)), ("vnics/", .json(cards)),
            ("vnics", .json(cards)), ("instance/id", .text(machine.instanceID)),
        ]
        let user = userData.map { text in
            ("instance/metadata/user_data", Recording.Answer.text(Base64.encode(Array(text.utf8))))
        }
        return (documents + [user].compactMap { $0 }).flatMap { path, answer in
            [
                Recording.Route.get("/opc/v2/\(path)", wants: ["Authorization": "Bearer Oracle"], answer),
                .get("/opc/v2/\(path)", .text("", status: 403)),
            ]
        } + [.get("/opc/v1/instance/", .json(document))]
    }
}
