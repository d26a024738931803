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
            guard let text = node.string, text.range(ofText: "$$2") != nil,
                let plain = Interpolation(text).resolved({ _ in .absent }), Found(plain) != nil
            else { continue }
            let name = keys[node.start] ?? "BASIC_AUTH"
            var rest = plain
            var result = ""
            var count = 0
            while let found = Found(rest) {
                count += 1
                let variable = free(count == 1 ? name + "_HASH" : "\(name)_HASH_\(count)")
                guard let template = secret(found, of: variable, line: node.start.line) else { break }
                draft.environment.append((variable, template))
                result += Self.escaped(found.before) + "${\(variable)}"
                rest = found.after
            }
            guard draft.text.replace(node, with: YAML.quoted(result + Self.escaped(rest))) else {
                draft.report.add(
                    .refused, "the password's hash here could not be replaced: write it on one line",
                    line: node.start.line)
                continue
            }
        }
    }

    /// The template for a variable whose usual value has a hash in it; nil for other values.
    func template(_ text: String, of name: String, line: Int?) -> String? {
        guard let found = Found(text), let hash = secret(found, of: name, line: line) else { return nil }
        return Draft.literal(found.before) + hash
            + (template(found.after, of: name, line: line) ?? Draft.literal(found.after))
    }

    private func secret(_ found: Found, of name: String, line: Int?) -> String? {
        var base = name
        for end in ["_HASH", "_HASHED", "_BCRYPT"] where base.hasSuffix(end) { base.removeLast(end.count) }
        if !NameRules.isSecret(base) { base += "_PASSWORD" }
        let password = free(String(base.prefix(60)))
        _ = draft.secret(password, [("kind", .string("alphanumeric")), ("length", .int(24))])
        draft.credentials.append((NameRules.label(password), "{{ secrets.\(password) }}"))
        let hash = free(String(name.prefix(60)))
        draft.report.add(
            .secret,
            "`\(hash)`: a bcrypt hash of the new password `\(password)`, which the owner is shown, instead of the hash in "
                + "the file", line: line)
        return draft.secret(
            hash,
            [("kind", .string("bcrypt")), ("of", .string(password)), ("cost", .int(min(max(found.cost, 5), 16)))]
                + (found.version == "2b" ? [] : [("version", .string(found.version))]))
    }

    private func free(_ name: String) -> String {
        let names = Set(draft.secrets.map(\.name) + draft.environment.map(\.name))
        return names.contains(name) ? (2...).lazy.map { "\(name)_\($0)" }.first { !names.contains($0) } ?? name : name
    }

    /// As Compose reads it back.
    private static func escaped(_ text: String) -> String {
        text.split(separator: "$", omittingEmptySubsequences: false).joined(separator: "$$")
    }
}
