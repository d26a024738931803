import Plan
import Shapes

struct EmailSecret: SecretKind {
    static let declaration = SecretDeclaration(
        "email", "An e-mail address. No secret.",
        [
            Field(
                "local", .template, "What stands before the `@`.", default: "admin",
                example: #""{{ secrets.ADMIN_USER }}""#),
            Field(
                "domain", .template, "What stands behind it.", required: true,
                example: #""{{ parameters.domain }}""#),
        ])

    private let local: Template
    private let domain: Template

    init?(_ keys: SecretKeys) {
        guard let local = keys.template("local"), let domain = keys.template("domain") else { return nil }
        self.local = local
        self.domain = domain
    }

    func make(_ inputs: SecretInputs) throws -> MadeSecret {
        MadeSecret("\(try inputs.text(local))@\(try inputs.text(domain))")
    }
}
