import AppSpec
import ComposeFile
import YAML

/// Replaces passwords and keys that are written out in the file: every machine would have the same ones.
struct LiteralSecrets {
    let draft: Draft

    func run() {
        var seen: Set<Int> = []
        for service in draft.services {
            for variable in service.environment {
                let mark = variable.place.node.start
                // What an anchor repeats is one place.
                guard let text = variable.value, !text.utf8.contains(UInt8(ascii: "$")),
                    seen.insert(mark.line * 10_000 + mark.column).inserted
                else { continue }
                if text.isEmpty {
                    fill(variable.name, variable.place.node, of: service)
                } else {
                    replace(variable.name, text, variable.place.node, of: service)
                }
            }
        }
    }

    /// A database whose password is left empty takes the one that the others have.
    private func fill(_ variable: String, _ node: Node, of service: ComposeService) {
        guard NameRules.isSecret(variable), draft.image(of: service).flatMap({ DatabaseKind.of(image: $0) }) != nil,
            draft.environment.contains(where: { $0.name == variable && Draft.secretName($0.template) != nil })
        else { return }
        let isItem = node.scalar?.text.hasPrefix(variable + "=") == true
        guard draft.text.replace(node, with: YAML.quoted(isItem ? "\(variable)=${\(variable)}" : "${\(variable)}"))
        else {
            return
        }
        draft.report.add(.changed, "`\(variable)` was empty and takes the secret of that name", line: node.start.line)
    }

    private func replace(_ variable: String, _ text: String, _ node: Node, of service: ComposeService) {
        let shared = draft.shared
        let isNamed = NameRules.isSecret(variable) && shared.name(of: text) != nil
        guard let value = isNamed ? text : shared.all.first(where: { SharedSecrets.isPassword($0, in: text) }),
            let name = shared.name(of: value)
        else { return }
        let line = node.start.line
        if isNamed, shared.count(of: value) == 1,
            draft.image(of: service).flatMap({ DatabaseKind.of(image: $0) }) != nil
        {
            draft.report.add(
                .review,
                "`\(variable)` is the same on every machine: no other place of the file has it, so the app has it built in",
                line: line)
            return
        }
        let new = isNamed ? "${\(name)}" : text.replacingPassword(value, with: "${\(name)}")
        // An item of a list has the variable's name in it as well.
        let isItem = node.scalar?.text.hasPrefix(variable + "=") == true && node.scalar?.text != text
        guard draft.text.replace(node, with: YAML.quoted(isItem ? "\(variable)=\(new)" : new)) else {
            draft.report.add(.refused, "`\(variable)`: the secret in it could not be replaced", line: line)
            return
        }
        guard !draft.environment.contains(where: { $0.name == name }) else {
            draft.report.add(.changed, "`\(variable)` takes the same secret `\(name)`", line: line)
            return
        }
        let kind = SecretValue.kind(like: value, hint: shared.hint(of: value))
        draft.environment.append((name, draft.secret(String(name.prefix(63)), kind.keys)))
        draft.report.add(
            .secret, "`\(name)`: \(kind.words) instead of the value in the file, which every machine would share",
            line: line)
    }
}

extension String {
    fileprivate func replacingPassword(_ value: String, with other: String) -> String {
        guard let range = range(ofText: ":\(value)@") else { return self }
        return self[..<range.lowerBound] + ":\(other)@" + self[range.upperBound...]
    }
}
