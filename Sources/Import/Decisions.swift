import ComposeFile
import YAML

/// Decides for each variable of the Compose file what the machine gives it: a secret, a parameter, a fixed value.
struct Decisions {
    let draft: Draft
    let uses: VariableUses

    func run() {
        for name in uses.names {
            let template = decide(name)
            guard let template, !draft.environment.contains(where: { $0.name == name }) else { continue }
            draft.environment.append((name, template))
        }
    }

    private func line(_ name: String) -> Int? { uses.uses[name]?.first?.line }

    /// The template for `env`; nil where the Compose file's own stand-in holds.
    func decide(_ name: String) -> String? {
        if let known = draft.decisions[name] { return known }
        draft.decisions[name] = .some(nil)
        let template = choose(name)
        draft.decisions[name] = .some(template)
        return template
    }

    private func choose(_ name: String) -> String? {
        if draft.isTemplate, let magic = MagicVariable(name) { return magicValue(name, magic) }
        guard !name.hasPrefix("COMPOSE_") else { return nil }
        let example = draft.examples[name]
        let standIn = uses.standIn(name)
        let usual = draft.isTemplate ? uses.uses[name]?.lazy.compactMap(\.message).first : nil
        let text = example?.value ?? standIn.flatMap { Interpolation.literal($0) } ?? usual
        if example == nil, let passed = uses.uses[name], passed.allSatisfy(\.isPassedOn) {
            draft.report.add(
                .leftOut, "`\(name)` has no value here, so the container gets none", line: line(name))
            return nil
        }
        let isRequired = (uses.uses[name] ?? []).contains { $0.absence == .failure }
        if let secret = secret(name, text, isRequired: isRequired, isTold: example != nil) { return secret }
        if let parameter = ParameterChoice(draft: draft, name: name, value: text, isRequired: isRequired).run(
            line: line(name), help: example?.comment ?? line(name).flatMap { draft.text.comment($0) })
        {
            return parameter
        }
        if let address = address(name, text) { return address }
        if let example {
            draft.report.add(.value, "`\(name)` has the value of the env file, line \(example.line)", line: line(name))
            return Draft.literal(example.value)
        }
        return unset(name, standIn)
    }

    // MARK: Coolify

    private func magicValue(_ name: String, _ magic: MagicVariable) -> String? {
        switch magic.kind {
        case .secret(let keys, let words):
            draft.report.add(.secret, "`\(name)`: \(words)", line: line(name))
            return draft.secret(String(name.prefix(63)), keys)
        case .jwt(let role):
            let key = "SERVICE_PASSWORD_JWT"
            if let template = decide(key), !draft.environment.contains(where: { $0.name == key }), uses.uses[key] != nil
            {
                draft.environment.append((key, template))
            }
            draft.report.add(.secret, "`\(name)`: a token for the role \(role), signed by `\(key)`", line: line(name))
            return draft.secret(
                name,
                [
                    ("kind", .string("jwt")), ("key", .string(key)),
                    ("claims", .map([("role", .string(role)), ("iss", .string("supabase"))])), ("days", .int(3650)),
                ])
        case .url(let host, let port): return draft.publication(host: host, port: port)?.url ?? "http://{{ address }}"
        case .hostname(let host, let port):
            guard let publication = draft.publication(host: host, port: port), publication.port != 80, port != nil
            else {
                return "{{ address }}"
            }
            return "{{ address }}:\(publication.port)"
        case .serviceName(let wanted):
            return draft.service(named: wanted).map { Draft.literal($0) }
        }
    }

    // MARK: What names tell

    private func secret(_ name: String, _ value: String?, isRequired: Bool, isTold: Bool) -> String? {
        let value = value ?? ""
        let shared = draft.shared.name(of: value)
        guard NameRules.isSecret(name), !NameRules.isForeign(name) || shared != nil else { return nil }
        guard value.isEmpty || SecretValue.isPossible(value) else { return nil }
        // Coolify leaves a variable without a value empty on purpose: a server without a password.
        guard !value.isEmpty || isRequired || isTold || !draft.isTemplate && !uses.isEmptyOnPurpose(name) else {
            return nil
        }
        let kind = SecretValue.kind(like: value, hint: draft.examples[name]?.comment ?? draft.shared.hint(of: value))
        let why = value.isEmpty ? "" : " instead of the value in the file, which every machine would share"
        draft.report.add(.secret, "`\(name)`: \(kind.words)\(why)", line: line(name))
        return draft.secret(String((shared ?? name).prefix(63)), kind.keys)
    }

    /// This computer's names in an address become the machine's.
    private func address(_ name: String, _ value: String?) -> String? {
        if NameRules.isDomain(name), ["", "localhost", "example.com"].contains(value ?? ""), !draft.isTemplate {
            draft.report.add(.changed, "`\(name)` is the machine's address or domain", line: line(name))
            return "{{ address }}"
        }
        if (value ?? "").isEmpty, !draft.isTemplate, NameRules.isOwnAddress(name),
            let publication = draft.publications.first(where: { $0.isHTTP && !$0.isLoopback })
        {
            draft.report.add(.changed, "`\(name)` is the app's address", line: line(name))
            return publication.url
        }
        guard let value, let template = LocalAddresses.template(value, in: draft) else { return nil }
        draft.report.add(.changed, "`\(name)` has the machine's address instead of `localhost`", line: line(name))
        return template
    }

    // MARK: The rest

    private func unset(_ name: String, _ standIn: [Interpolation.Part]?) -> String? {
        let all = uses.uses[name] ?? []
        let lacking = all.filter { $0.absence == .empty && !$0.isPassedOn || $0.absence == .failure }
        guard let first = lacking.first else {
            if standIn != nil {
                draft.report.add(.value, "`\(name)` has the Compose file's own default", line: line(name))
            }
            return nil
        }
        if let standIn, let template = template(standIn) {
            draft.report.add(.value, "`\(name)` has everywhere the default that one place gives it", line: first.line)
            return template
        }
        if let port = all.lazy.compactMap(\.port).first {
            draft.report.add(.value, "`\(name)` is \(port), the container's port", line: first.line)
            return "\(port)"
        }
        draft.report.add(.value, "`\(name)` is empty, as the Compose file has no value for it", line: first.line)
        return ""
    }

    /// A stand-in with the variables in it filled in.
    private func template(_ parts: [Interpolation.Part]) -> String? {
        var text = ""
        for part in parts {
            switch part {
            case .text(let piece): text += Draft.literal(piece)
            case .variable(let variable):
                if let known = decide(variable.name) {
                    text += known
                } else if case .standIn(let inner) = variable.absence, let known = template(inner) {
                    text += known
                } else {
                    return nil
                }
            }
        }
        return text
    }
}

extension Interpolation {
    /// The text of parts without variables.
    static func literal(_ parts: [Part]) -> String? {
        var text = ""
        for part in parts {
            guard case .text(let piece) = part else { return nil }
            text += piece
        }
        return text
    }
}

/// `http://localhost:3000/path`.
enum LocalAddress {
    private static let hosts = ["localhost", "127.0.0.1", "0.0.0.0", "[::1]"]

    private static func split(_ text: String) -> (port: Int, path: String)? {
        for scheme in ["http://", "https://"] where text.hasPrefix(scheme) {
            let rest = text.dropFirst(scheme.count)
            let authority = rest.prefix { !"/?#\"' ".contains($0) }
            guard let host = hosts.first(where: authority.hasPrefix) else { return nil }
            let end = authority.dropFirst(host.count)
            let path = String(rest.dropFirst(authority.count))
            if end.isEmpty { return (scheme == "http://" ? 80 : 443, path) }
            guard end.hasPrefix(":"), let port = Int(end.dropFirst()) else { return nil }
            return (port, path)
        }
        return nil
    }

    static func port(of text: String) -> Int? { split(text)?.port }
    static func path(of text: String) -> String? { split(text)?.path }

    /// The first such address in a command.
    static func first(in text: String) -> (port: Int, path: String)? {
        var rest = text[...]
        while let range = String(rest).range(ofText: "http") {
            let copy = String(rest)
            if let found = split(String(copy[range.lowerBound...])) {
                return (found.port, String(found.path.prefix { !" \"'|;)`\\".contains($0) }))
            }
            rest = copy[range.upperBound...]
        }
        return nil
    }
}
