import ComposeFile
import YAML

/// Passwords that no variable's name gives away: those in addresses of the file's services, and what `--requirepass` gives
/// Redis.
struct UnnamedPasswords {
    struct Found {
        var value: String
        /// What the secret may be called.
        var name: String
        /// In the numbering of ``ComposeText``.
        var line: Int?
    }

    let draft: Draft

    /// Those that can be replaced wherever they stand; the report names the others.
    ///
    /// - Parameters:
    ///   - known: The values of secrets that are known already.
    ///   - files: What the environment files have that are there.
    func run(known: Set<String>, files: [[String: Draft.Example]]) -> [Found] {
        var found: [Found] = []
        let words = OldValues.otherWords(draft).all
        for password in required where !known.contains(password.value) {
            let value = password.value
            if SecretName.isUnusual(value), !words.contains(value), !SecretName.isPlaceholder(value),
                SecretValue.isPossible(value)
            {
                found.append(password)
            } else {
                tell("the password that `--requirepass` has here", password.line)
            }
        }
        let all = known.union(found.map(\.value))
        let names = Set(draft.services.map(\.name))
        func read(_ text: String, _ line: Int?) {
            for (host, value) in Self.addresses(in: text) where names.contains(host) && !all.contains(value) {
                tell("the password in the address of `\(host)`", line)
            }
        }
        for scalar in draft.scalars {
            if let text = scalar.string { read(text, scalar.start.line) }
        }
        for examples in [draft.examples] + files {
            for (_, example) in examples.sorted(by: { $0.key < $1.key }) where example.parts == nil {
                read(example.value, example.place)
            }
        }
        return found
    }

    private func tell(_ what: String, _ line: Int?) {
        draft.report.add(
            .review, "\(what) is the same on every machine: nothing says where else it stands, so it is not replaced",
            line: line)
    }

    /// What services themselves are told to ask for.
    private var required: [Found] {
        var found: [Found] = []
        for service in draft.services {
            let scalars = [service["command"], service["entrypoint"]].flatMap { $0?.scalars ?? [] }
            var isNext = false
            for scalar in scalars {
                let words = (scalar.string ?? "").split { $0.isWhitespace }
                for word in words.map({ $0.filter { $0 != "\"" && $0 != "'" } }) {
                    if isNext, !word.isEmpty, !word.contains("$"), !word.hasPrefix("-"),
                        !found.contains(where: { $0.value == word })
                    {
                        found.append(Found(value: word, name: Self.name(for: service), line: scalar.start.line))
                    }
                    isNext = word == "--requirepass" || word == "requirepass"
                }
            }
        }
        return found
    }

    private static func name(for service: ComposeService) -> String {
        let name = service.name.uppercased().map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "_" }
        return (name.first?.isNumber == true ? "APP_" : "") + String(name.prefix(40)) + "_PASSWORD"
    }

    /// The host and the password of each `scheme://user:password@host` without variables.
    static func addresses(in text: String) -> [(host: String, password: String)] {
        var found: [(host: String, password: String)] = []
        var rest = text[...]
        while let range = rest.range(ofText: "://") {
            rest = rest[range.upperBound...]
            let authority = rest.prefix { !"/?#\"' ,;}\n\t".contains($0) }
            guard let at = authority.lastIndex(of: "@"), let colon = authority[..<at].firstIndex(of: ":") else {
                continue
            }
            let password = authority[authority.index(after: colon)..<at]
            let host = authority[authority.index(after: at)...].prefix { $0 != ":" }
            guard !password.isEmpty, !password.contains(where: { "${<>".contains($0) }) else { continue }
            found.append((String(host), String(password)))
        }
        return found
    }
}
