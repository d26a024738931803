import ComposeFile
import YAML

/// Makes each machine its own bcrypt hashes, where a file has the hash of a password that somebody else knows.
struct HashedPasswords {
    let draft: Draft

    /// A hash within a text.
    struct Found {
        var before: String
        var version: String
        var cost: Int
        var after: String

        /// The first one; nil for other text.
        init?(_ text: String) {
            for version in ["2a", "2b", "2y"] {
                guard let start = text.range(ofText: "$\(version)$") else { continue }
                let rest = text[start.upperBound...]
                let digits = rest.prefix(2)
                let end = rest.utf8.dropFirst(3).prefix(53)
                guard let cost = Int(digits), (4...31).contains(cost), rest.dropFirst(2).hasPrefix("$"),
                    end.count == 53,
                    end.allSatisfy(Self.isOfHash)
                else { continue }
                before = String(text[..<start.lowerBound])
                self.version = version
                self.cost = cost
                after = String(text[end.endIndex...])
                return
            }
            return nil
        }

        private static func isOfHash(_ byte: UInt8) -> Bool {
            (0x2E...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
        }
    }

    /// Hashes that are written out in the Compose file: in labels, variables and commands.
    func run() {
        var keys: [Mark: String] = [:]
        for service in draft.services {
            for variable in service.environment { keys[variable.place.node.start] = variable.name }
        }
        var seen: Set<Mark> = []
        for node in draft.scalars where seen.insert(node.start).inserted {
            guard let text = node.string, text.utf8.contains(UInt8(ascii: "$")),
                let plain = Interpolation(text).resolved({ _ in .absent })
            else { continue }
            guard text.range(ofText: "$$2") != nil, Found(plain) != nil else {
                // The report on a variable names a hash in its default.
                if Interpolation.literal(of: text).map(Self.hasOtherHash) == true {
                    draft.report.add(
                        .review,
                        "a password's hash stands here, the same on every machine: make it of a secret "
                            + "(`kind: bcrypt`) where the program takes that", line: node.start.line)
                }
                continue
            }
            guard draft.text.canReplace(node) else {
                draft.report.add(
                    .refused, "the password's hash here could not be replaced: write it on one line",
                    line: node.start.line)
                continue
            }
            let name = keys[node.start] ?? "BASIC_AUTH"
            var rest = plain
            var result = ""
            while let found = Found(rest) {
                let variable = draft.free(name + "_HASH")
                draft.environment.add(variable, secret(found, variable, of: name, line: node.start.line))
                result += Interpolation.escaped(found.before) + "${\(variable)}"
                rest = found.after
            }
            _ = draft.text.replace(node, with: YAML.quoted(result + Interpolation.escaped(rest)))
        }
    }

    /// Whether a text has a hash of Apache's, of crypt's or of Argon2's in it.
    static func hasOtherHash(_ text: String) -> Bool {
        ["$apr1$", "$1$", "$5$", "$6$", "$y$", "$argon2"].contains { mark in
            guard let range = text.range(ofText: mark) else { return false }
            let before = text[..<range.lowerBound].last
            return before.map { ":= ,;'\"\n".contains($0) } ?? true
                && text[range.lowerBound...].prefix { !$0.isWhitespace }.utf8.count > 30
        }
    }

    /// The template for a variable whose usual value has a hash in it; nil for other values.
    func template(_ text: String, of name: String, line: Int?) -> String? {
        guard let found = Found(text) else { return nil }
        let hash = secret(found, name, of: name, line: line)
        return Draft.literal(found.before) + hash
            + (template(found.after, of: name, line: line) ?? Draft.literal(found.after))
    }

    /// What app.yaml takes: more rounds would keep a machine for minutes.
    private static let costs = 4...16

    /// - Parameters:
    ///   - name: The hash's.
    ///   - base: What the password is called after.
    private func secret(_ found: Found, _ name: String, of base: String, line: Int?) -> String {
        var base = base
        for end in ["_HASH", "_HASHED", "_BCRYPT"] where base.hasSuffix(end) { base.removeLast(end.count) }
        if !SecretName.isSecret(base) { base += "_PASSWORD" }
        let password = draft.free(String(base.prefix(57)))
        _ = draft.secret(password, [("kind", .string("alphanumeric")), ("length", .int(24))])
        draft.credentials.append((NameRules.label(password), "{{ secrets.\(password) }}"))
        let hash = draft.free(String(name.prefix(57)))
        let cost = min(found.cost, Self.costs.upperBound)
        draft.report.add(
            .secret,
            "`\(hash)`: a bcrypt hash of the new password `\(password)`, which the owner is shown, instead of the hash in "
                + "the file" + (cost == found.cost ? "" : ", with the cost \(cost) instead of \(found.cost)"),
            line: line)
        return draft.secret(
            hash,
            [("kind", .string("bcrypt")), ("of", .string(password)), ("cost", .int(cost))]
                + (found.version == "2b" ? [] : [("version", .string(found.version))]))
    }
}
