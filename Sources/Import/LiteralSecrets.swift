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

    /// Whether a text is a password wherever it stands: `postgres` is a user, an image and a host as well.
    private static func isUnusual(_ value: String) -> Bool {
        value.utf8.count >= 8 && value.contains(where: \.isNumber) && value.contains(where: \.isLetter)
    }

    /// A replaced value that stands somewhere else too, such as in a command, would no longer fit.
    func finish() {
        for value in draft.shared.all where Self.isUnusual(value) {
            guard let name = draft.shared.name(of: value),
                let template = draft.environment.first(where: { $0.name == name })?.template,
                Draft.secretName(template) != nil
            else { continue }
            for index in draft.environment.indices {
                if let new = draft.environment[index].template.replacingWhole(value, with: template) {
                    draft.environment[index].template = new
                }
            }
            var seen: Set<Mark> = []
            for node in draft.scalars where seen.insert(node.start).inserted {
                guard let text = node.string, let new = text.replacingWhole(value, with: "${\(name)}"), text != value,
                    !text.hasSuffix("-" + value + "}")
                else { continue }
                if draft.text.replace(node, with: YAML.quoted(new)) {
                    draft.report.add(.changed, "the secret `\(name)` is filled in here too", line: node.start.line)
                } else if !draft.text.isReplaced(node) {
                    draft.report.add(
                        .refused, "the old value of `\(name)` stands here too: write `${\(name)}`",
                        line: node.start.line)
                }
            }
            for file in draft.written {
                let text = String(decoding: file.bytes, as: UTF8.self)
                guard text.replacingWhole(value, with: "") != nil else { continue }
                draft.report.add(
                    .review, "`\(file.path)` has the old value of `\(name)` in it: fill it in there (`render: true`)")
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
    /// Nil where the value stands nowhere by itself.
    fileprivate func replacingWhole(_ value: String, with other: String) -> String? {
        let isWord = { (byte: UInt8?) in
            byte.map { (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0) } ?? false
        }
        var result = ""
        var rest = self[...]
        var isFound = false
        while let range = rest.range(ofText: value) {
            let (head, tail) = (rest[..<range.lowerBound], rest[range.upperBound...])
            let isWhole = !isWord(head.utf8.last ?? result.utf8.last) && !isWord(tail.utf8.first)
            isFound = isFound || isWhole
            result += head + (isWhole ? other : value)
            rest = tail
        }
        return isFound ? result + rest : nil
    }

    fileprivate func replacingPassword(_ value: String, with other: String) -> String {
        guard let range = range(ofText: ":\(value)@") else { return self }
        return self[..<range.lowerBound] + ":\(other)@" + self[range.upperBound...]
    }
}
