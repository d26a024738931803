import ComposeFile
import YAML

/// Which secrets of a file are one: the same value is written in several places, and the places have to agree.
struct SharedSecrets {
    private struct Value {
        var name: String
        /// The comment beside it.
        var hint: String
        /// The lines and columns that it stands in.
        var places: Set<String> = []
        /// Whether one of its names is not another company's.
        var isOwn = false
    }
    private var values: [String: Value] = [:]

    init() {}

    /// - Parameter uses: Variables come first, so that literals can be replaced by them.
    init(_ draft: Draft, _ uses: VariableUses) {
        let (text, examples) = (draft.text, draft.examples)
        // The same placeholder for several secrets does not make them one.
        let told = Dictionary(
            examples.filter { NameRules.isSecret($0.key) }.map { ($0.value.value, 1) }, uniquingKeysWith: +)
        for name in uses.names where NameRules.isSecret(name) {
            let standIn = uses.standIn(name).flatMap { Interpolation.literal($0) }
            let example = examples[name].flatMap { told[$0.value] == 1 ? $0.value : nil }
            guard let value = example ?? standIn else { continue }
            let line = uses.uses[name]?.first?.line ?? 0
            add(value, name, "\(line):\(name)", examples[name]?.comment ?? text.comment(line))
        }
        for service in draft.services {
            for variable in service.environment {
                guard let value = variable.value, !value.utf8.contains(UInt8(ascii: "$")) else { continue }
                let mark = variable.place.node.start
                if NameRules.isSecret(variable.name), VariableName.isValid(variable.name) {
                    add(value, variable.name, "\(mark.line):\(mark.column)", text.comment(mark.line))
                }
            }
        }
        for scalar in draft.scalars {
            guard let text = scalar.string, text.range(ofText: "://") != nil else { continue }
            for value in values.keys where Self.isPassword(value, in: text) {
                values[value]?.places.insert("\(scalar.start.line):\(scalar.start.column)")
            }
        }
        for (name, example) in examples {
            for value in values.keys where Self.isPassword(value, in: example.value) {
                values[value]?.places.insert("example:\(name)")
            }
        }
    }

    /// A URL with a secret as its password, with `{{ }}`; nil for other text.
    func template(_ text: String, in draft: Draft) -> String? {
        guard let value = all.first(where: { Self.isPassword($0, in: text) }), let name = name(of: value),
            let range = text.range(ofText: ":\(value)@")
        else { return nil }
        let kind = SecretValue.kind(like: value, hint: hint(of: value))
        let secret = draft.secret(String(name.prefix(63)), kind.keys)
        // Base64 has characters that end a password in a URL.
        let isBase64 = draft.secrets.contains {
            secret == "{{ secrets.\($0.name) }}" && $0.keys.first?.1 == .string("base64")
        }
        let inURL = isBase64 ? secret.dropLast(" }}".count) + " | urlencode }}" : secret[...]
        return Draft.literal(String(text[..<range.lowerBound])) + ":" + inURL + "@"
            + Draft.literal(String(text[range.upperBound...]))
    }

    private mutating func add(_ value: String, _ name: String, _ place: String, _ comment: String?) {
        guard !value.isEmpty, SecretValue.isPossible(value) else { return }
        var known = values[value] ?? Value(name: name, hint: comment ?? "")
        known.places.insert(place)
        if known.hint.isEmpty { known.hint = comment ?? "" }
        known.isOwn = known.isOwn || !NameRules.isForeign(name)
        values[value] = known
    }

    /// The one name for a value; nil where it is no secret of the app's.
    func name(of value: String) -> String? {
        guard let known = values[value], known.isOwn else { return nil }
        return known.name
    }

    func hint(of value: String) -> String { values[value]?.hint ?? "" }

    /// How many places of the file have it.
    func count(of value: String) -> Int { values[value]?.places.count ?? 0 }

    /// The longest first, because one may be part of another.
    var all: [String] {
        values.keys.filter { name(of: $0) != nil }.sorted { ($0.utf8.count, $0) > ($1.utf8.count, $1) }
    }

    /// `scheme://user:password@host`
    static func isPassword(_ value: String, in text: String) -> Bool {
        text.range(ofText: "://") != nil && text.range(ofText: ":\(value)@") != nil
    }
}
