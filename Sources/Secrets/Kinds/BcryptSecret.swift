import Shapes

struct BcryptSecret: SecretKind {
    static let declaration = SecretDeclaration(
        "bcrypt", "A bcrypt hash of another secret, of which the first 72 bytes count.",
        [.of, .bcryptCost, .choice("version", Bcrypt.Version.self, "What it begins with; `2y` for PHP.", default: .b)])

    private let source: String
    private let cost: Int
    private let version: Bcrypt.Version

    init?(_ keys: SecretKeys) {
        guard let source = keys.secret("of"), let cost = keys.integer("cost"),
            let version: Bcrypt.Version = keys.word("version")
        else { return nil }
        self.source = source
        self.cost = cost
        self.version = version
    }

    func make(_ inputs: SecretInputs) throws -> MadeSecret {
        MadeSecret(try Bcrypt.hash(inputs.secret(source), cost: cost, version: version))
    }
}
