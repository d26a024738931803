import ComposeFile
import YAML

/// Decides for each variable of the Compose file what the machine gives it: a secret, a parameter, a fixed value.
struct Decisions {
    let draft: Draft
    let uses: VariableUses
    /// The secrets that sign JSON Web Tokens, judging by their names, the likelier ones first.
    private let signingKeys: [String]

    init(draft: Draft, uses: VariableUses) {
        self.draft = draft
        self.uses = uses
        let keys = uses.names.filter { SecretName.isSecret($0) && $0.uppercased().contains("JWT") }
        let isLikely = { (name: String) in name.uppercased().hasSuffix("SECRET") }
        signingKeys = keys.filter(isLikely) + keys.filter { !isLikely($0) }
    }

    func run() {
        for name in uses.names {
            let template = decide(name)
            if let template { draft.environment.add(name, template) }
        }
    }

    /// Where its value stands: in the env file, or else where the Compose file names it.
    private func line(_ name: String) -> Int? { draft.examples[name]?.place ?? uses.uses[name]?.first?.line }

    /// The template for `env`; nil where the Compose file's own stand-in holds.
    func decide(_ name: String) -> String? {
        if let known = draft.decisions[name] { return known }
        draft.decisions[name] = .some(nil)
        let template = choose(name)
        draft.decisions[name] = .some(template)
        return template
    }

    /// What a line of an environment file has on a machine; nil where it stays.
    func inFile(_ name: String, _ value: String) -> String? {
        if SignedToken(value) != nil { return nil }
        let inner = { (other: String) in draft.examples[other].flatMap { inFile(other, $0.value) } }
        if let filled = filled(name, inner) { return filled }
        if let hash = HashedPasswords(draft: draft).template(value, of: name, line: nil) { return hash }
        if let secret = secret(name, value, isRequired: false, isTold: true) { return secret }
        return draft.shared.template(value, in: draft) ?? domain(name, value) ?? address(name, value)
    }

    private func choose(_ name: String) -> String? {
        if draft.isTemplate, let magic = MagicVariable(name) { return magicValue(name, magic) }
        guard !name.hasPrefix("COMPOSE_") else { return nil }
        let standIn = uses.standIn(name)
        let example = draft.examples[name].flatMap { isForOtherHost($0.value, than: standIn) ? nil : $0 }
        let usual = draft.isTemplate ? uses.uses[name]?.lazy.compactMap(\.message).first : nil
        let text = example?.value ?? standIn.flatMap { Interpolation.literal($0) } ?? usual
        if example == nil, let passed = uses.uses[name], passed.allSatisfy(\.isPassedOn) {
            draft.report.add(
                .leftOut, "`\(name)` has no value here, so the container gets none", line: line(name))
            return nil
        }
        if example != nil, let filled = filled(name, decide) {
            draft.report.add(.changed, "`\(name)` has the secrets in it that it names", line: line(name))
            return filled
        }
        if let text, let token = SignedToken(text) { return signed(name, token) }
        if let pair = webPush(name, text) { return pair }
        if let text, let hash = HashedPasswords(draft: draft).template(text, of: name, line: line(name)) { return hash }
        if let text, Self.isHash(text) {
            draft.report.add(
                .review,
                "`\(name)` is a password's hash, the same on every machine: make it of a secret (`kind: bcrypt`)",
                line: line(name))
        }
        let isRequired = (uses.uses[name] ?? []).contains { $0.absence == .failure }
        if let secret = secret(name, text, isRequired: isRequired, isTold: example != nil) { return secret }
        if let text, let template = draft.shared.template(text, in: draft) {
            draft.report.add(.changed, "`\(name)` has the secret in it that its password is", line: line(name))
            return template
        }
        if let domain = domain(name, text) { return domain }
        let isLogin = isForeignLogin(name)
        let choice = ParameterChoice(
            draft: draft, name: name, value: isLogin ? nil : text, isRequired: isRequired,
            isSecret: uses.isSecretSource(name), isForeign: isLogin)
        if let parameter = choice.run(
            line: line(name), help: example?.comment ?? uses.uses[name]?.first.flatMap { draft.text.comment($0.line) })
        {
            return parameter
        }
        if let address = address(name, text) { return address }
        if let example {
            if ["localhost", "127.0.0.1"].contains(LocalAddress.host(of: example.value) ?? example.value) {
                draft.report.add(
                    .review, "`\(name)` is `localhost`, which is the container itself: no published port answers there",
                    line: line(name))
            }
            draft.report.add(.value, "`\(name)` has the value of the env file, line \(example.line)", line: line(name))
            return Draft.literal(example.value)
        }
        return unset(name, standIn)
    }

    /// A line of an env file with the secrets that it names: `postgres://app:${DB_PASSWORD}@db/app`; nil for others.
    ///
    /// - Parameter decide: What another name of the file has on a machine.
    private func filled(_ name: String, _ decide: (String) -> String?) -> String? {
        guard let parts = draft.examples[name]?.parts else { return nil }
        var text = ""
        var hasSecret = false
        for part in parts {
            switch part {
            case .text(let piece): text += Draft.literal(piece)
            case .variable(let variable):
                let template = decide(variable.name)
                if let template, template.range(ofText: "{{ secrets.") != nil {
                    hasSecret = true
                    text += text.range(ofText: "://") == nil ? template : draft.inURL(template)
                } else if let template, template.range(ofText: "{{ parameters.") == nil {
                    text += template
                } else {
                    text += Draft.literal(draft.examples[variable.name]?.value ?? "")
                }
            }
        }
        return hasSecret ? text : nil
    }

    /// Whether the env file's address leads to no service, and the Compose file's own does.
    private func isForOtherHost(_ example: String, than standIn: [Interpolation.Part]?) -> Bool {
        let names = draft.services.map(\.name)
        guard let own = standIn.flatMap({ Interpolation.literal($0) }).flatMap(LocalAddress.host), names.contains(own),
            let other = LocalAddress.host(of: example)
        else { return false }
        return !names.contains(other) && !other.utf8.contains(UInt8(ascii: "."))
    }

    // MARK: Coolify

    private func magicValue(_ name: String, _ magic: MagicVariable) -> String? {
        switch magic.kind {
        case .secret(let keys, let words):
            draft.report.add(.secret, "`\(name)`: \(words)", line: line(name))
            return draft.secret(name, keys)
        case .jwt(let role):
            let key = "SERVICE_PASSWORD_JWT"
            if let template = decide(key), uses.uses[key] != nil { draft.environment.add(key, template) }
            draft.report.add(.secret, "`\(name)`: a token for the role \(role), signed by `\(key)`", line: line(name))
            return draft.secret(
                name,
                [
                    ("kind", .string("jwt")), ("key", .string(key)),
                    ("claims", .map([("role", .string(role)), ("iss", .string("supabase"))])), ("days", .int(3650)),
                ])
        case .url(let host, let port): return draft.publication(host: host, port: port)?.url ?? "http://{{ address }}"
        case .hostname(let host, let port):
            guard let publication = draft.publication(host: host, port: port), publication.port != 80, port != nil,
                !publication.isExposed
            else {
                return "{{ address }}"
            }
            return "{{ address }}:\(publication.port)"
        case .serviceName(let wanted):
            return draft.service(named: wanted).map { Draft.literal($0) }
        }
    }

    // MARK: What names tell

    /// Whether it is the name that goes with another company's key, for which the owner is asked.
    private func isForeignLogin(_ name: String) -> Bool {
        uses.names.contains { key in
            key != name && SecretName.isSecret(key) && SecretName.isForeign(key) && ForeignKeys.isLogin(name, of: key)
                && decide(key)?.hasPrefix("{{ parameters.") == true
        }
    }

    private func secret(_ name: String, _ value: String?, isRequired: Bool, isTold: Bool) -> String? {
        let value = value ?? ""
        let shared = draft.shared.name(of: value)
        // Without a value any name will do for a user.
        let isNamed =
            SecretName.isSecret(name, value) || SecretName.isPlaceholderOfSecret(name, value)
            || value.isEmpty && SecretName.isUserKey(name) && !name.uppercased().hasSuffix("ID")
        guard isNamed || uses.isSecretSource(name),
            !SecretName.isForeign(name, value) || shared != nil
        else { return nil }
        guard value.isEmpty || SecretValue.isPossible(value) else { return nil }
        // Coolify leaves a variable without a value empty on purpose: a server without a password.
        guard !value.isEmpty || isRequired || isTold || !draft.isTemplate && !uses.isEmptyOnPurpose(name) else {
            return nil
        }
        let kind = SecretValue.kind(like: value, hint: draft.examples[name]?.hint ?? draft.shared.hint(of: value))
        let why = value.isEmpty ? "" : " instead of the value in the file, which every machine would share"
        draft.report.add(.secret, "`\(name)`: \(kind.words)\(why)", line: line(name))
        let values = Set((uses.uses[name] ?? []).compactMap(\.literalStandIn))
        if values.count > 1 {
            draft.report.add(
                .review, "`\(name)` has \(values.count) different defaults, and each machine gives it one value",
                line: line(name))
        }
        return draft.secret(shared ?? name, kind.keys, insteadOf: value)
    }

    /// A token gets a new signature, because its key is new.
    private func signed(_ name: String, _ token: SignedToken) -> String? {
        guard let key = signingKeys.first(where: { $0 != name }),
            let template = decide(key), let secret = Draft.secretName(template)
        else {
            draft.report.add(
                .review,
                "`\(name)` is a signed token, the same on every machine: nothing here says which secret signs it",
                line: line(name))
            return draft.examples[name].map { Draft.literal($0.value) }
        }
        draft.report.add(
            .secret, "`\(name)`: a token like the one in the file, signed by `\(secret)`", line: line(name))
        return draft.secret(name, token.keys(signedBy: secret))
    }

    /// The two keys of Web Push belong together.
    private func webPush(_ name: String, _ value: String?) -> String? {
        guard let part = ["PRIVATE", "PUBLIC"].first(where: { name.hasSuffix("VAPID_\($0)_KEY") }) else { return nil }
        let head = String(name.dropLast("\(part)_KEY".count))
        let both = ["PRIVATE", "PUBLIC"].map { "\(head)\($0)_KEY" }
        guard both.allSatisfy(uses.names.contains) else { return nil }
        let template = draft.secret(both[0], [("kind", .string("vapid"))])
        draft.report.add(.secret, "`\(name)`: the \(part.lowercased()) key of a pair for Web Push", line: line(name))
        return part == "PRIVATE" ? template : template.dropLast(" }}".count) + ".public }}"
    }

    /// bcrypt, and Apache's and crypt's own.
    private static func isHash(_ text: String) -> Bool {
        let text = text.split(separator: ":").last.map(String.init) ?? text
        return text.utf8.count > 30
            && ["$2a$", "$2b$", "$2y$", "$apr1$", "$5$", "$6$", "$argon2", "$y$"].contains(where: text.hasPrefix)
    }

    private func domain(_ name: String, _ value: String?) -> String? {
        guard NameRules.isDomain(name), !NameRules.isMail(name), SecretName.isPlaceholder(value ?? ""),
            !draft.isTemplate
        else { return nil }
        draft.report.add(.changed, "`\(name)` is the machine's address or domain", line: line(name))
        return "{{ address }}"
    }

    /// This computer's names in an address become the machine's.
    private func address(_ name: String, _ value: String?) -> String? {
        if let value, let service = draft.service(behind: name, value) {
            draft.report.add(
                .changed, "`\(name)` is the service `\(service)`: in a container, `\(value)` is the container itself",
                line: line(name))
            return Draft.literal(service)
        }
        if SecretName.isPlaceholder(value ?? ""), !draft.isTemplate, NameRules.isOwnAddress(name),
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
        if standIn == nil, let place = all.first(where: \.isMountSource) {
            let folder = "./" + name.lowercased()
            draft.report.add(.value, "`\(name)` is the folder `\(folder)`, as a mount needs one", line: place.line)
            return folder
        }
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
        if NameRules.isOfShell(name) {
            draft.report.add(
                .review, "`\(name)` is empty: the shell of whoever started the app gave it, and a machine's gives none",
                line: first.line)
            return ""
        }
        if let port = all.lazy.compactMap(\.port).first {
            draft.report.add(.value, "`\(name)` is \(port), the container's port", line: first.line)
            return "\(port)"
        }
        if all.contains(where: \.isInPort) {
            draft.report.add(
                .refused, "`\(name)` is a port without a value: give the file that has one by `--env`", line: first.line
            )
            return nil
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
