import ComposeFile
import YAML

/// Asks the owner of a machine for what another company gives out and the file has written out: keys of its API, the
/// login of its mail server, an OAuth client. A value that a machine makes would be worth nothing there.
struct ForeignKeys {
    let draft: Draft

    func run() {
        var seen: Set<Mark> = []
        for service in draft.allServices {
            let literals = service.environment.compactMap { variable in
                variable.value.flatMap { Interpolation.literal(of: $0) }.map { (variable, $0) }
            }
            let keys = literals.filter { isKey($0.0.name, $0.1) && !leadsToService($0.0.name, service) }
            for (variable, value) in literals {
                let isKey = keys.contains { $0.0.name == variable.name }
                guard isKey || keys.contains(where: { Self.isLogin(variable.name, of: $0.0.name) }),
                    VariableName.isValid(variable.name), !value.isEmpty,
                    seen.insert(variable.place.node.start).inserted
                else { continue }
                ask(variable.name, variable.place.node, isSecret: isKey)
            }
        }
    }

    private func isKey(_ name: String, _ value: String) -> Bool {
        SecretName.isForeign(name, value) && SecretName.isSecret(name, value) && SecretName.isValue(value)
            && draft.shared.name(of: value) == nil
    }

    /// Whether the file has a service of its own in the company's place, such as MinIO in that of S3.
    private func leadsToService(_ name: String, _ service: ComposeService) -> Bool {
        let hosts = draft.hosts
        let family = SecretName.words(name).first
        return service.environment.contains { variable in
            guard let value = variable.value, SecretName.words(variable.name).contains(where: { $0 == family }) else {
                return false
            }
            return value.split { !$0.isLetter && !$0.isNumber && !"-_.".contains($0) }.contains {
                hosts.contains(String($0)) && $0 != service.name
            }
        }
    }

    /// Whether a variable is the name that goes with a key: `SMTP_USER` with `SMTP_PASSWORD`, `GITHUB_CLIENT_ID` with
    /// `GITHUB_CLIENT_SECRET`.
    static func isLogin(_ name: String, of key: String) -> Bool {
        let ends = [
            ["CLIENT", "ID"], ["APP", "ID"], ["ACCESS", "KEY", "ID"], ["KEY", "ID"], ["ACCESS", "KEY"], ["USER"],
            ["USERNAME"], ["LOGIN"], ["ID"],
        ]
        let secretEnds = [
            ["CLIENT", "SECRET"], ["APP", "SECRET"], ["SECRET", "ACCESS", "KEY"], ["SECRET", "KEY"], ["API", "KEY"],
            ["PASSWORD"], ["PASS"], ["SECRET"], ["TOKEN"], ["KEY"],
        ]
        let (words, keyWords) = (SecretName.words(name), SecretName.words(key))
        guard let end = ends.first(where: { words.suffix($0.count) == $0[...] }),
            let keyEnd = secretEnds.first(where: { keyWords.suffix($0.count) == $0[...] })
        else { return false }
        return words.dropLast(end.count) == keyWords.dropLast(keyEnd.count)
    }

    private func ask(_ name: String, _ node: Node, isSecret: Bool) {
        let line = node.start.line
        if let known = draft.environment[name], Draft.secretName(known) != nil { return }
        let choice = ParameterChoice(
            draft: draft, name: name, value: nil, isRequired: false, isSecret: isSecret, isForeign: true)
        guard draft.text.canReplace(node), let template = choice.run(line: line, help: nil) else {
            draft.report.add(
                .review, "`\(name)` is of another company, and every machine has the one in the file", line: line)
            return
        }
        let isItem = node.scalar?.text.hasPrefix(name + "=") == true
        _ = draft.text.replace(node, with: YAML.quoted(isItem ? "\(name)=${\(name)}" : "${\(name)}"))
        draft.environment.add(name, template)
        draft.report.add(
            .changed, "the value of `\(name)` is out of the file: another company gives it to each owner", line: line)
    }

    /// The variable for a password that is a part of another variable's text.
    func part(of key: String, _ found: SecretText.Found, line: Int) -> String? {
        let name = PasswordTexts.name(key, found)
        guard VariableName.isValid(name), draft.environment[name] == nil, !draft.variables.contains(name) else {
            return nil
        }
        let choice = ParameterChoice(
            draft: draft, name: name, value: nil, isRequired: false, isSecret: true, isForeign: true)
        guard let template = choice.run(line: line, help: nil) else { return nil }
        let isInURL = found.host != nil
        draft.environment.add(name, isInURL ? template.dropLast(" }}".count) + " | urlencode }}" : template)
        draft.report.add(
            .changed, "the password in `\(key)` is out of the file: another company gives it to each owner", line: line)
        return name
    }
}
