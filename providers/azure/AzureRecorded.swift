import Plan

extension Recording {
    static let azure = Recording(
        variants: [
            Variant(
                name: "dual-stack-userdata", summary: "IPv4, IPv6, tags and user-data in base64",
                machine: RecordedMachine(
                    instanceID: "5c08b38e-4d57-4c23-ac45-aca61037f084", hostname: "vm-dual",
                    publicIPv4: "203.0.113.15", mac: "00:0d:3a:04:75:98"),
                routes: { machine in
                    let userData = Base64.encode(Array((machine.userData ?? sampleUserData).utf8))
                    let document = AzureDocument.instance(machine).replacingValue(of: "userData", with: userData)
                    let root = "/metadata/instance"
                    return [
                        get("?api-version=2021-08-01&extended=true", document),
                        get("?api-version=2019-06-01", AzureDocument.olderInstance(machine)),
                        get("/compute/publicKeys?api-version=2021-02-01", AzureDocument.keys),
                        .get(
                            root + "/compute/userData?api-version=2021-01-01&format=text", wants: wants,
                            .text(userData)),
                        .get(
                            root + "/compute/name?api-version=2017-08-01&format=text", wants: wants,
                            .text(machine.hostname)),
                        get("", AzureDocument.unknownVersion, status: 400),
                        .get(root, answer(AzureDocument.noHeader, status: 400)),
                    ]
                })
        ],
        vendor: "Microsoft Corporation", product: "Virtual Machine", assetTag: "7783-7084-3265-9085-8269-3286-77",
        notFound: .text("", status: 404))

    private static let wants: [String: String?] = ["Metadata": "true"]

    private static func get(_ path: String, _ body: String, status: Int = 200) -> Route {
        .get("/metadata/instance" + path, wants: wants, answer(body, status: status))
    }

    private static func answer(_ body: String, status: Int) -> Answer {
        Answer(status: status, headers: ["Content-Type": "application/json; charset=utf-8"], body: body)
    }
}

extension AzureDocument {
    static let keys =
        #"""
        [
          {
            "keyData": "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAEIDxYdJCsyOUBHTlVcY2pxeH+GjZSboqmwt77FzNPa admin@example.com\r\n",
            "path": "/home/azureuser/.ssh/authorized_keys"
          }
        ]

        """#

    static let unknownVersion =
        #"""
        {
          "error": "Bad request. api-version is invalid or was not specified in the request.",
          "newest-versions": [
            "2023-11-15",
            "2023-07-01",
            "2021-12-13"
          ]
        }

        """#

    static let noHeader =
        #"""
        {
          "error": "Bad request. Required metadata header not specified"
        }

        """#
}
