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
    ///   - given: Those that the files' other services are given for this one.
    ///   - files: What the environment files have that are there.
    func run(known: Set<String>, given: Set<String>, files: [[String: Draft.Example]]) -> [Found] {
        var found: [Found] = []
        let words = OldValues.otherWords(draft).all
        for password in required where !known.contains(password.value) {
            let value = password.value
            let isSure = SecretName.isUnusual(value) && !words.contains(value) && !SecretName.isPlaceholder(value)
            if isSure || given.contains(value), SecretValue.isPossible(value) {
                found.append(password)
            } else {
                tell("the password that `--requirepass` has here", password.line)
            }
        }
        let all = known.union(found.map(\.value))
        let names = draft.hosts
        func read(_ text: String, _ line: Int?) {
            for found in SecretText.find(in: text) {
                guard let host = found.host, names.contains(host), !all.contains(found.value) else { continue }
                tell("the password in the address of `\(host)`", line)
            }
        }
        for scalar in draft.allScalars {
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
        for service in draft.allServices {
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
}
