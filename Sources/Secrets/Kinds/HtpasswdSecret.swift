import Plan
import Shapes

struct HtpasswdSecret: SecretKind {
    static let declaration = SecretDeclaration(
        "htpasswd",
        "A line for a file of basic authentication: a user, and a bcrypt hash (`$2y$`) of another secret.",
        [Field("user", .template, "The user's name.", required: true, example: "admin"), .of, .bcryptCost],
        isMadeAgain: true)

    private let user: Template
    private let source: String
    private let cost: Int

    init?(_ keys: SecretKeys) {
        guard let user = keys.template("user"), let source = keys.secret("of"), let cost = keys.integer("cost")
        else { return nil }
        self.user = user
        self.source = source
        self.cost = cost
    }

    func make(_ inputs: SecretInputs) throws -> MadeSecret {
        // Apache's own reader knows no newer mark.
        let hash = try Bcrypt.hash(inputs.secret(source), cost: cost, version: .y)
        return MadeSecret("\(try inputs.text(user)):\(hash)")
    }
}
