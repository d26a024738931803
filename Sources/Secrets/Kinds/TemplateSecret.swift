import Plan
import Shapes

struct TemplateSecret: SecretKind {
    static let declaration = SecretDeclaration(
        "template", "Other secrets put together: a prefix, a connection URL.",
        [
            Field(
                "value", .template, "Text with `{{ secrets.NAME }}` in it.", required: true,
                example: #""base64:{{ secrets.KEY }}""#)
        ],
        namesOnlySecrets: true)

    private let value: Template

    init?(_ keys: SecretKeys) {
        guard let value = keys.template("value") else { return nil }
        self.value = value
    }

    func isSafeInURLs(_ isSafe: (Template.Part) -> Bool) -> Bool { value.parts.allSatisfy(isSafe) }

    func make(_ inputs: SecretInputs) throws -> MadeSecret { MadeSecret(try inputs.text(value)) }
}

extension SecretSpec.Recipe {
    /// The text that the secret is, of kind `template`; nil for other kinds.
    public var template: Template? {
        guard kind == TemplateSecret.declaration.name, case .template(let value)? = self["value"] else { return nil }
        return value
    }
}
