import AppSpec
import ComposeFile
import YAML

/// Replaces passwords and keys that are written out in the file: every machine would have the same ones.
struct LiteralSecrets {
    let draft: Draft

    func run() {
        var seen: Set<Mark> = []
        for service in draft.allServices {
            for variable in service.environment {
                let mark = variable.place.node.start
                // What an anchor repeats is one place.
                guard let text = variable.value.flatMap({ Interpolation.literal(of: $0) }),
                    !draft.text.isReplaced(variable.place.node), seen.insert(mark).inserted
                else { continue }
                if text.isEmpty {
                    fill(variable.name, variable.place.node, of: service)
                } else {
                    replace(variable.name, text, variable.place.node, of: service)
                }
            }
        }
        for (value, line) in draft.shared.inCommands { replaceInCommand(value, line) }
    }

    /// A password that a service has in its command alone; ``Leftovers`` puts the variable there.
    private func replaceInCommand(_ value: String, _ line: Int?) {
        guard draft.replaced[value] == nil, let name = draft.shared.name(of: value) else { return }
        let kind = SecretValue.kind(like: value, hint: "")
        _ = draft.secret(name, kind.keys, insteadOf: value)
        draft.report.add(
            .secret, "`\(name)`: \(kind.words) instead of the value in the file, which every machine would share",
            line: line)
    }

    /// A database whose password is left empty takes the one that the others have.
    private func fill(_ variable: String, _ node: Node, of service: ComposeService) {
        guard SecretName.isSecret(variable), draft.image(of: service).flatMap({ DatabaseKind.of(image: $0) }) != nil,
            draft.environment[variable].flatMap(Draft.secretName) != nil
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
        let line = node.start.line
        var found = shared.passwords(in: text)
        if SecretName.isSecret(variable, text), let name = shared.name(of: text) {
            found = [(text, name, 0..<text.utf8.count)]
            // No app logs in as the database's administrator with a password that it has built in.
            if shared.count(of: text) == 1, !variable.uppercased().hasSuffix("ROOT_PASSWORD"),
                draft.image(of: service).flatMap({ DatabaseKind.of(image: $0) }) != nil
            {
                draft.report.add(
                    .review,
                    "`\(variable)` is the same on every machine: no other place of the file has it, so the app has it built in",
                    line: line)
                return
            }
        }
        for one in SecretText.find(in: text) {
            guard let name = shared.name(of: one.value), !found.contains(where: { $0.range.overlaps(one.range) }) else {
                continue
            }
            found.append((one.value, name, one.range))
        }
        found.sort { $0.range.lowerBound < $1.range.lowerBound }
        // ``PasswordTexts`` replaces a part of a text that goes over several lines.
        guard let first = found.first, draft.text.canReplace(node) || first.range.count == text.utf8.count else {
            return
        }
        let bytes = Array(text.utf8)
        var new = ""
        var end = 0
        for (_, name, range) in found {
            let before = String(decoding: bytes[end..<range.lowerBound], as: UTF8.self)
            new += Interpolation.escaped(before) + "${\(name)}"
            end = range.upperBound
        }
        new += Interpolation.escaped(String(decoding: bytes[end...], as: UTF8.self))
        // An item of a list has the variable's name in it as well.
        let isItem = node.scalar?.text.hasPrefix(variable + "=") == true && node.scalar?.text != text
        guard draft.text.replace(node, with: YAML.quoted(isItem ? "\(variable)=\(new)" : new)) else {
            draft.report.add(.refused, "`\(variable)`: the secret in it could not be replaced", line: line)
            return
        }
        for (value, name, _) in found { add(name, value, for: variable, line: line) }
    }

    /// Makes a secret instead of a value, and the variable that holds it.
    ///
    /// - Parameter variable: What had the value, for the report.
    func add(_ name: String, _ value: String, for variable: String, line: Int) {
        let kind = SecretValue.kind(like: value, hint: draft.shared.hint(of: value))
        let template = draft.secret(name, kind.keys, insteadOf: value)
        guard draft.environment[name] == nil else {
            draft.report.add(.changed, "`\(variable)` takes the same secret `\(name)`", line: line)
            return
        }
        draft.environment.add(name, template)
        let isOther =
            name.hasPrefix(variable + "_") && Int(name.dropFirst(variable.count + 1)) != nil
            && draft.variables.contains(variable)
        draft.report.add(
            .secret,
            "`\(name)`: \(kind.words) instead of the value in the file, which every machine would share"
                + (isOther ? "; `\(variable)` has another value elsewhere, so it is another secret" : ""), line: line)
    }
}
