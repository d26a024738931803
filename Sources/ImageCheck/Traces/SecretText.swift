import Text

/// Finds tokens and passwords in the lines of settings, whatever their format: `KEY=value`, `key: value`,
/// `"key": "value"`, `--key value`, and addresses with a password before the `@`.
///
/// It names the kind of secret, never the secret.
enum SecretText {
    /// What a line reveals, such as `a token`; nil if nothing looks like a secret.
    static func kind(inLine line: Substring) -> String? {
        let text = line.drop(while: \.isWhitespace)
        if text.isEmpty || text.hasPrefix("#") || text.hasPrefix(";") || text.hasPrefix("//") { return nil }
        if hasPasswordInAddress(text) { return "a password in an address" }
        return kind(ofAssignmentIn: text) ?? kind(ofFlagIn: text)
    }

    /// `scheme://user:password@host`
    private static func hasPasswordInAddress(_ text: Substring) -> Bool {
        text.ranges(of: "://").contains { mark in
            let authority = text[mark.upperBound...].prefix { !($0.isWhitespace || "/\"'`,;<>".contains($0)) }
            guard let at = authority.lastIndex(of: "@") else { return false }
            let parts = authority[..<at].split(separator: ":", maxSplits: 1)
            return parts.count == 2 && isLiteral(parts[1])
        }
    }

    private static func kind(ofAssignmentIn text: Substring) -> String? {
        for (index, mark) in zip(text.indices, text) where mark == "=" || mark == ":" {
            let rest = text[text.index(after: index)...]
            // A colon followed by a space or a quote separates a key from its value. Otherwise it is part of a word.
            if mark == ":" && !(rest.first.map { $0 == " " || $0 == "\"" } ?? false) { continue }
            let before = text[..<index].reversed().drop { $0 == " " || $0 == "\t" || $0 == "\"" || $0 == "'" }
            let key = String(before.prefix { $0.isLetter || $0.isNumber || "_-.".contains($0) }.reversed())
            if let kind = kind(ofKey: key), isLiteral(value(in: rest)) { return kind }
        }
        return nil
    }

    private static func kind(ofFlagIn text: Substring) -> String? {
        let words = text.split { $0.isWhitespace }
        return zip(words, words.dropFirst()).lazy.compactMap { flag, value in
            flag.hasPrefix("-") && !value.hasPrefix("-") && isLiteral(self.value(in: value)) ? kind(ofKey: flag) : nil
        }.first
    }

    private static func value(in rest: Substring) -> Substring {
        let start = rest.drop { $0.isWhitespace || $0 == "\"" || $0 == "'" || $0 == "=" }
        return start.prefix { !($0.isWhitespace || "\"'`,;".contains($0)) }
    }

    private static let kinds: [(ending: String, kind: String)] = [
        ("token", "a token"), ("password", "a password"), ("passwd", "a password"), ("authpass", "a password"),
        ("secret", "a secret"), ("credentials", "a login"), ("psk", "a key"), ("skey", "a key"),
        ("apikey", "a key"), ("accesskey", "a key"), ("secretkey", "a key"), ("authkey", "a key"),
        ("licensekey", "a key"), ("privatekey", "a key"), ("presharedkey", "a key"), ("enrollmentkey", "a key"),
        ("registrationkey", "a key"), ("activationkey", "a key"), ("secretaccesskey", "a key"),
    ]

    private static func kind(ofKey key: some StringProtocol) -> String? {
        let name = key.lowercased().filter { $0 != "_" && $0 != "-" && $0 != "." }
        // The gossip key of Consul and Nomad.
        if name == "encrypt" { return "a key" }
        return kinds.first { name.hasSuffix($0.ending) }?.kind
    }

    /// Whether it is the secret itself, not a variable, a path, a placeholder or a switch.
    private static func isLiteral(_ value: Substring) -> Bool {
        guard let first = value.first, value.count > 3 else { return false }
        if "$<%{/@!*(".contains(first) || value.hasPrefix("file:") || value.hasPrefix("ENC[") { return false }
        return !["true", "false", "none", "null", "required", "optional"].contains(value.lowercased())
    }
}
