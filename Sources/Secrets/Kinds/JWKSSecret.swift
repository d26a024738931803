import Shapes

struct JWKSSecret: SecretKind {
    static let declaration = SecretDeclaration(
        "jwks", "A JSON Web Key Set with the private key of a `key-pair`.",
        [Field("of", .secret, "The key pair.", required: true, example: "SIGNING_KEY")],
        publicHalf: "the set with the public key alone")

    private let source: String
    private let algorithm: KeyAlgorithm

    init?(_ keys: SecretKeys) {
        guard let source = keys.secret("of") else { return nil }
        guard let pair = keys.other(source, as: KeyPairSecret.self) else {
            keys.report(
                "`\(source)` is no key pair", at: ["of"],
                help: "name a secret of kind \(KeyPairSecret.declaration.name)")
            return nil
        }
        self.source = source
        algorithm = pair.algorithm
    }

    func make(_ inputs: SecretInputs) throws -> MadeSecret {
        try JWK(try KeyPair(pem: inputs.secret(source)), algorithm).sets
    }
}
