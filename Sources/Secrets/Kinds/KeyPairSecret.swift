import Shapes

struct KeyPairSecret: SecretKind {
    static let declaration = SecretDeclaration(
        "key-pair", "A private key in PEM (PKCS #8).",
        [
            Field(
                "algorithm", .choice(KeyAlgorithm.allCases.map(\.rawValue)), "What kind of key it is.",
                required: true, example: "p-256")
        ],
        publicHalf: "the public key in PEM")

    let algorithm: KeyAlgorithm

    init?(_ keys: SecretKeys) {
        guard let algorithm: KeyAlgorithm = keys.word("algorithm") else { return nil }
        self.algorithm = algorithm
    }

    func make(_ inputs: SecretInputs) throws -> MadeSecret { try KeyPair(algorithm).pem() }
}
