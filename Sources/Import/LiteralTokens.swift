import ComposeFile
import YAML

/// Signed tokens and private keys that are written out in the files' variables.
struct LiteralTokens {
    let draft: Draft

    func run() {
        var seen: Set<Mark> = []
        for service in draft.allServices {
            for variable in service.environment {
                let node = variable.place.node
                guard let text = variable.value.flatMap({ Interpolation.literal(of: $0) }), !text.isEmpty,
                    !draft.text.isReplaced(node), seen.insert(node.start).inserted
                else { continue }
                if let token = SignedToken(text) {
                    replace(variable.name, text, token, node)
                } else if text.range(ofText: "PRIVATE KEY-----") != nil {
                    draft.report.add(
                        .review,
                        "`\(variable.name)` is a private key, the same on every machine: declare a secret of kind "
                            + "`\(Self.kind(of: text))`, and give the service \"{{ secrets.NAME | base64 }}\", or a file "
                            + "with it (`render: true`), as a line of `.env` holds no PEM", line: node.start.line)
                }
            }
        }
    }

    private static func kind(of key: String) -> String {
        key.range(ofText: "BEGIN OPENSSH") != nil ? "ssh" : "key-pair"
    }

    /// The value of the secret that signs them, judging by the names, the likelier ones first.
    private var signingKey: (name: String, value: String)? {
        let keys = draft.allServices.flatMap(\.environment).compactMap { variable -> (name: String, value: String)? in
            guard variable.name.uppercased().contains("JWT"), SecretName.isSecret(variable.name),
                let value = variable.value.flatMap({ Interpolation.literal(of: $0) }), SecretValue.isPossible(value),
                draft.shared.name(of: value) != nil
            else { return nil }
            return (variable.name, value)
        }
        return keys.first { $0.name.uppercased().hasSuffix("SECRET") } ?? keys.first
    }

    private func replace(_ name: String, _ text: String, _ token: SignedToken, _ node: Node) {
        let line = node.start.line
        guard VariableName.isValid(name), let template = draft.replaced[text] ?? made(name, text, token),
            draft.text.canReplace(node)
        else {
            draft.report.add(
                .review,
                "`\(name)` is a signed token, the same on every machine: nothing here says which secret signs it; "
                    + "declare one of kind `jwt` with that secret as its `key`", line: line)
            return
        }
        draft.environment.add(name, template)
        let variable = draft.environment[name] == template ? name : draft.variable(insteadOf: text)
        let isItem = node.scalar?.text.hasPrefix(name + "=") == true
        _ = draft.text.replace(node, with: YAML.quoted(isItem ? "\(name)=${\(variable)}" : "${\(variable)}"))
        draft.report.add(.secret, "`\(name)`: a token like the one in the file, signed anew", line: line)
    }

    /// The secret with `{{ }}`; nil where nothing tells what signs it.
    private func made(_ name: String, _ text: String, _ token: SignedToken) -> String? {
        let made = draft.secrets.first { $0.name.uppercased().hasSuffix("JWT_SECRET") }?.name
        if let known = made { return draft.secret(name, token.keys(signedBy: known), insteadOf: text) }
        guard let key = signingKey, let own = draft.shared.name(of: key.value) else { return nil }
        let kind = SecretValue.kind(like: key.value, hint: draft.shared.hint(of: key.value))
        let template = draft.secret(own, kind.keys, insteadOf: key.value)
        guard let signer = Draft.secretName(template) else { return nil }
        return draft.secret(name, token.keys(signedBy: signer), insteadOf: text)
    }
}
