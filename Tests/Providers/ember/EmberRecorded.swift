@testable import Providers

extension Recording {
    static let ember = Recording(
        variants: [
            Variant(
                name: "small", summary: "one public address, no user-data",
                machine: RecordedMachine(instanceID: "e-17", hostname: "coal", publicIPv4: "203.0.113.170"),
                routes: { machine in
                    [
                        .get("/ember/machine", wants: ["Metadata": "true"], .json(document(machine))),
                        .get("/ember/machine", .text("say that you mean it", status: 403)),
                    ]
                })
        ],
        vendor: "Ember Cloud",
        notFound: .text("no such thing", status: 404))

    private static func document(_ machine: RecordedMachine) -> String {
        #"""
        {
          "id": "\#(machine.instanceID)",
          "name": "\#(machine.hostname)",
          "place": "north",
          "addresses": {"public": "\#(machine.publicIPv4)", "private": ["10.1.0.2"]},
          "keys": ["ssh-ed25519 AAAA coal@example.com"]
        }
        """#
    }
}
