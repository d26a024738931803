import Findings
import Plan
import YAML

/// Reads one secret's mapping, whose shape was checked.
struct SecretReader {
    let spec: SpecReader
    let entry: Node.Entry
    let kind: SecretKind

    var node: Node { entry.value }
    var report: Reporter { spec.report }

    /// Nil where something is missing or wrong, which is reported here or was by the shape's check.
    func recipe() -> SecretSpec.Recipe? {
        switch kind {
        case .hex: hexBytes.map { .hex(bytes: $0) }
        case .base64: integer("bytes").map { .base64(bytes: $0) }
        case .base64url: integer("bytes").map { .base64url(bytes: $0) }
        case .alphanumeric: alphanumeric
        case .password:
            integer("length").map { .password(length: $0, symbols: node["symbols"]?.bool ?? true) }
        case .token: integer("length").map { .token(prefix: text("prefix") ?? "", length: $0) }
        case .uuid: .uuid
        case .username: integer("length").map { .username(prefix: text("prefix") ?? "", length: $0) }
        case .email: template("domain").map { .email(local: template("local") ?? Template([]), domain: $0) }
        case .port: bounds().map { .port(minimum: $0.lowerBound, maximum: $0.upperBound) }
        case .timestamp: word("format").map { .timestamp($0) }
        case .keyPair: word("algorithm").map { .keyPair($0) }
        case .wireguard: .wireguard
        case .ssh: .ssh(comment: text("comment") ?? "")
        case .vapid: .vapid
        case .certificate: certificate
        case .jwks: jwks
        case .jwt: jwt
        case .bcrypt:
            if let source = secret("of"), let cost = integer("cost"), let version: BcryptVersion = word("version") {
                .bcrypt(of: source, cost: cost, version: version)
            } else {
                nil
            }
        case .htpasswd:
            if let user = template("user"), let source = secret("of"), let cost = integer("cost") {
                .htpasswd(user: user, of: source, cost: cost)
            } else {
                nil
            }
        case .sha256:
            if let source = secret("of"), let encoding: DigestEncoding = word("encoding") {
                .sha256(of: source, encoding: encoding)
            } else {
                nil
            }
        case .pbkdf2: pbkdf2
        case .scrypt: scrypt
        case .template: node["value"].map { .template(spec.template($0, secretsOnly)) }
        }
    }

    // MARK: Values, or the declared default where there is none

    private func text(_ key: String) -> String? {
        node[key]?.string ?? kind.declaration.fields.first { $0.key == key }?.defaultValue
    }

    func integer(_ key: String) -> Int? { text(key).flatMap { Int($0) } }

    func word<Word: RawRepresentable<String>>(_ key: String) -> Word? { text(key).flatMap(Word.init) }

    private func template(_ key: String) -> Template? {
        node[key].map { spec.template($0, anything) } ?? text(key).map { Template(text: $0) }
    }

    var anything: TemplateScope { spec.scope("a secret") }

    /// For what must not change when the machine's address or the owner's values do.
    private var secretsOnly: TemplateScope {
        TemplateScope(
            constants: spec.constants, secrets: spec.secretNames, publicHalves: spec.publicHalves,
            allowsMachineValues: false, place: "a secret")
    }

    // MARK: Kinds that need more than their shape's check

    private var hexBytes: Int? {
        switch (node["bytes"]?.integer, node["length"]?.integer) {
        case (let bytes?, nil): return bytes
        case (nil, let length?):
            if !length.isMultiple(of: 2), let given = node["length"] {
                report.error(
                    "`length` must be even", at: given, help: "two digits stand for a byte; write \(length &+ 1)")
            }
            return length / 2
        case (nil, nil):
            needs("needs `bytes` or `length`", help: "add `bytes: 32`")
            return nil
        case (_?, _?):
            needs("has both `bytes` and `length`", help: "keep one of the two")
            return nil
        }
    }

    private var alphanumeric: SecretSpec.Recipe? {
        let given = (node["characters"]?.sequence ?? []).compactMap { $0.string.flatMap(CharacterClass.init) }
        let isEmpty = node["characters"]?.sequence?.isEmpty == true
        if isEmpty { needs("draws from no characters", help: "name some of lower, upper, digits") }
        let classes = CharacterClass.allCases.filter { given.isEmpty || given.contains($0) }
        let range: ClosedRange<Int>?
        switch (node["length"]?.integer, node["minimum"], node["maximum"]) {
        case (let length?, nil, nil): range = length...length
        case (nil, _?, _?): range = bounds()
        default:
            needs("needs `length`, or `minimum` and `maximum`", help: "add `length: 32`")
            range = nil
        }
        return range.map { .alphanumeric(minimum: $0.lowerBound, maximum: $0.upperBound, classes: classes) }
    }

    private func bounds() -> ClosedRange<Int>? {
        guard let minimum = integer("minimum"), let maximum = integer("maximum") else { return nil }
        guard minimum <= maximum else {
            needs("has a `minimum` above its `maximum`", help: "make it \(maximum) or less")
            return nil
        }
        return minimum...maximum
    }

    func needs(_ message: String, help: String) {
        report.error("`\(entry.name)` \(message)", at: node, help: help)
    }
}
