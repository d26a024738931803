import Plan
import Shapes

struct CertificateSecret: SecretKind {
    static let declaration = SecretDeclaration(
        "certificate", "A private key in PEM, and a certificate that it signs itself at the first boot.",
        [
            .choice("algorithm", KeyAlgorithm.self, "What kind of key it is.", default: .p256),
            Field(
                "names", .list(.template), "Host names and addresses that it is for; the common name is the first.",
                default: #"["{{ address }}"]"#),
            Field("days", .integer(1...36_500), "How many days it is valid.", default: "3650"),
        ],
        publicHalf: "the certificate in PEM", isMadeAgain: true)

    private let algorithm: KeyAlgorithm
    private let names: [Template]
    private let days: Int

    init?(_ keys: SecretKeys) {
        guard let algorithm: KeyAlgorithm = keys.word("algorithm"), let days = keys.integer("days"),
            let names = keys.list("names")
        else { return nil }
        if names.isEmpty { keys.report("is for no name", help: #"name some, such as "{{ address }}""#) }
        self.algorithm = algorithm
        self.names = names.compactMap { if case .template(let name) = $0 { name } else { nil } }
        self.days = days
    }

    func make(_ inputs: SecretInputs) throws -> MadeSecret {
        try Certificate.make(KeyPair(algorithm), names: names.map(inputs.text), now: inputs.now, days: days)
    }
}
