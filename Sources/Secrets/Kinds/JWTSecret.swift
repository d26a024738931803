import Plan
import Shapes

struct JWTSecret: SecretKind {
    static let declaration = SecretDeclaration(
        "jwt",
        "A JSON Web Token with the time of the first boot as `iat`, signed by another secret: a `key-pair` "
            + "signs by its own algorithm (ES256 for `p-256`) with its JWKS's key id, any text by HS256.",
        [
            Field("key", .secret, "The secret that signs it.", required: true, example: "JWT_SECRET"),
            Field(
                "claims", .map(.claimName, .either([claim, .map(.claimName, claim)])),
                "The payload; text may have `{{ }}` in it.", example: "{ role: anon, iss: demo }"),
            Field(
                "days", .integer(1...36_500), "How many days it is valid, as `exp`; for ever where there is none.",
                example: "3650"),
        ],
        isMadeAgain: true)

    private static let claim = Shape.either([.scalar, .list(.scalar)])

    private let key: String
    /// Nil where the key is text.
    private let algorithm: KeyAlgorithm?
    private let claims: [SecretOption.Named]
    private let days: Int?

    init?(_ keys: SecretKeys) {
        guard let key = keys.secret("key") else { return nil }
        self.key = key
        algorithm = keys.other(key, as: KeyPairSecret.self)?.algorithm
        if algorithm == nil, keys.declaration(of: key)?.publicHalf != nil {
            keys.report(
                "`\(key)` cannot sign a token", at: ["key"],
                help: "name a secret of kind \(KeyPairSecret.declaration.name), or one that is text")
        }
        claims = keys.map("claims") ?? []
        days = keys.integer("days")
        for claim in claims where ["iat", "exp"].contains(claim.name) {
            keys.report(
                "`\(claim.name)` is filled in on the machine", at: ["claims", claim.name], isInKey: true,
                help: "remove it; `days` says how long the token is valid")
        }
        Self.checkNumbers(in: .map(claims), at: ["claims"], keys)
    }

    private static func checkNumbers(in value: SecretOption, at path: [String], _ keys: SecretKeys) {
        switch value {
        case .number(let text) where Int(text) == nil:
            keys.report("a claim's number must be whole", at: path, help: "put it in quotes to make it text")
        case .list(let items):
            for (index, item) in items.enumerated() { checkNumbers(in: item, at: path + ["\(index)"], keys) }
        case .map(let items):
            for item in items { checkNumbers(in: item.value, at: path + [item.name], keys) }
        default: break
        }
    }

    // Base64url with dots.
    func isSafeInURLs(_ isSafe: (Template.Part) -> Bool) -> Bool { true }

    func make(_ inputs: SecretInputs) throws -> MadeSecret {
        let token = try JWT(claims: claims, issuedAt: inputs.now, days: days, text: inputs.text)
        return MadeSecret(try token.signed(by: inputs.secret(key), algorithm))
    }
}
