import Findings
import Plan
import Text
import YAML

extension SecretReader {
    var certificate: SecretSpec.Recipe? {
        guard let algorithm: KeyAlgorithm = word("algorithm"), let days = integer("days") else { return nil }
        let names = (node["names"]?.sequence).map { $0.map { spec.template($0, anything) } }
        if names?.isEmpty == true { needs("is for no name", help: #"name some, such as "{{ address }}""#) }
        return .certificate(algorithm, names: names ?? [Template([.machine(.address)])], days: days)
    }

    var jwks: SecretSpec.Recipe? {
        guard let source = secret("of") else { return nil }
        guard let algorithm = keyPair(source) else {
            if let node = node["of"] {
                report.error(
                    "`\(source)` is no key pair", at: node, help: "name a secret of kind \(SecretKind.keyPair.rawValue)"
                )
            }
            return nil
        }
        return .jwks(of: source, algorithm)
    }

    var jwt: SecretSpec.Recipe? {
        guard let key = secret("key") else { return nil }
        let algorithm = keyPair(key)
        if algorithm == nil, spec.publicHalves.contains(key), let node = node["key"] {
            report.error(
                "`\(key)` cannot sign a token", at: node,
                help: "name a secret of kind \(SecretKind.keyPair.rawValue), or one that is text")
        }
        let claims = (node["claims"]?.entries ?? []).compactMap { entry -> Claim? in
            if ["iat", "exp"].contains(entry.name) {
                report.error(
                    "`\(entry.name)` is filled in on the machine", at: entry.key,
                    help: "remove it; `days` says how long the token is valid")
            }
            return value(entry.value).map { Claim(entry.name, $0) }
        }
        return .jwt(key: key, signsBy: algorithm, claims: claims, days: node["days"]?.integer)
    }

    private func value(_ node: Node) -> Claim.Value? {
        switch NodeKind(node) {
        case .text: return .text(spec.template(node, anything))
        case .boolean: return node.bool.map { .flag($0) }
        case .list: return .list((node.sequence ?? []).compactMap(value))
        case .mapping:
            return .object(node.entries.compactMap { entry in value(entry.value).map { Claim(entry.name, $0) } })
        case .nothing: return nil
        case .number:
            if node.integer == nil {
                report.error("a claim's number must be whole", at: node, help: "put it in quotes to make it text")
            }
            return node.integer.map { .number($0) }
        }
    }

    var pbkdf2: SecretSpec.Recipe? {
        guard let source = secret("of"), let digest: PBKDF2Digest = word("digest"),
            let iterations = integer("iterations"), let format: HashFormat = word("format")
        else { return nil }
        return .pbkdf2(of: source, digest: digest, iterations: iterations, format: format)
    }

    var scrypt: SecretSpec.Recipe? {
        guard let source = secret("of"), let log2N = integer("log2_n"), let r = integer("r"), let p = integer("p"),
            let format: HashFormat = word("format")
        else { return nil }
        return .scrypt(of: source, log2N: log2N, r: r, p: p, format: format)
    }

    /// The name of the secret that this one is derived from.
    func secret(_ key: String) -> String? {
        guard let node = node[key], let name = node.string else { return nil }
        guard spec.secretNames.contains(name) else {
            let known = spec.secretNames.inOrder
            report.error(
                "there is no secret `\(name)`", at: node,
                help: Suggestion.nearest(to: name, among: known).map { "did you mean `\($0)`?" }
                    ?? "declare it under `secrets:`")
            return nil
        }
        return name
    }

    private func keyPair(_ name: String) -> KeyAlgorithm? {
        guard let source = spec.root["secrets"]?[name],
            source["kind"]?.string == SecretKind.keyPair.rawValue
        else { return nil }
        return source["algorithm"]?.string.flatMap(KeyAlgorithm.init)
    }
}
