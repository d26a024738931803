extension SecretSpec.Recipe {
    /// Everything that is looked up when the secret is made.
    public var parts: [Template.Part] {
        switch self {
        case .hex, .base64, .base64url, .alphanumeric, .password, .token, .uuid, .username, .port, .timestamp: []
        case .keyPair, .wireguard, .ssh, .vapid: []
        case .email(let local, let domain): local.parts + domain.parts
        case .certificate(_, let names, _): names.flatMap(\.parts)
        case .jwks(let source, _): [.secret(source)]
        case .jwt(let key, _, let claims, _): [.secret(key)] + claims.flatMap(\.value.parts)
        case .bcrypt(let source, _, _): [.secret(source)]
        case .htpasswd(let user, let source, _): user.parts + [.secret(source)]
        case .sha256(let source, _): [.secret(source)]
        case .pbkdf2(let source, _, _, _): [.secret(source)]
        case .scrypt(let source, _, _, _, _): [.secret(source)]
        case .template(let template): template.parts
        }
    }

    /// Whether it states what the machine is, an address above all, and can be made again on a machine that takes over
    /// another's data: it is checked against other secrets, and no data holds it.
    public var namesTheMachine: Bool {
        switch self {
        case .certificate, .jwt, .htpasswd:
            parts.contains { if case .machine = $0.plain { true } else { false } }
        default: false
        }
    }

    /// The names of the secrets that it is derived from.
    public var sources: [String] { Template(parts).secretNames }
}

extension Plan {
    /// The names of the secrets that a machine makes again when it takes over another's data: those that state what the
    /// machine is, and those that are derived from them.
    public var secretsOfOneMachine: Set<String> {
        derived(from: Set(secrets.filter(\.recipe.namesTheMachine).map(\.name)))
    }

    /// The names of these secrets and of all that are derived from them.
    public func derived(from names: Set<String>) -> Set<String> {
        secrets.reduce(into: names) { names, spec in
            if spec.recipe.sources.contains(where: names.contains) { names.insert(spec.name) }
        }
    }
}

extension Claim.Value {
    var parts: [Template.Part] {
        switch self {
        case .text(let template): template.parts
        case .number, .flag: []
        case .list(let items): items.flatMap(\.parts)
        case .object(let claims): claims.flatMap(\.value.parts)
        }
    }
}
