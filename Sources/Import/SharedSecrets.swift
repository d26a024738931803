import ComposeFile
import YAML

/// Which secrets of a file are one: the same value is written in several places, and the places have to agree.
///
/// Two values under one name are two secrets, the second of which gets a name of its own.
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
    /// The names that values have.
    private var names: Set<String> = []
    /// The next number for a name that is taken.
    private var numbers: [String: Int] = [:]
    private var finder = TextFinder([])
    /// Those that services are given in their commands, and the lines.
    private(set) var inCommands: [(value: String, line: Int?)] = []

    init() {}

    /// - Parameters:
    ///   - uses: Variables come first, so that literals can be replaced by them.
    ///   - files: What the environment files have that are there.
    init(_ draft: Draft, _ uses: VariableUses, files: [[String: Draft.Example]]) {
        let (text, examples) = (draft.text, draft.examples)
        let told = Self.told(examples)
        for name in uses.names {
            let standIn = uses.standIn(name).flatMap { Interpolation.literal($0) }
            let example = examples[name].flatMap { told.contains($0.value) ? $0.value : nil }
            guard let value = example ?? standIn, SecretName.isSecret(name, value) else { continue }
            let line = uses.uses[name]?.first?.line ?? 0
            add(value, name, "\(line):\(name)", examples[name]?.hint ?? text.comment(line), draft)
        }
        for service in draft.allServices {
            for variable in service.environment {
                guard let value = variable.value.flatMap({ Interpolation.literal(of: $0) }) else { continue }
                let mark = variable.place.node.start
                if SecretName.isSecret(variable.name, value), VariableName.isValid(variable.name) {
                    add(value, variable.name, "\(mark.line):\(mark.column)", text.comment(mark.line), draft)
                }
            }
        }
        for (number, file) in files.enumerated() {
            let told = Self.told(file)
            for (name, example) in file.sorted(by: { $0.key < $1.key })
            where SecretName.isSecret(name, example.value) && told.contains(example.value) {
                add(example.value, name, "file \(number):\(name)", example.hint, draft)
            }
        }
        let places = PasswordTexts.places(draft.allServices)
        let hosts = draft.hosts
        let given = places.flatMap { place in
            place.found.filter { PasswordTexts.owner(of: $0, in: place, hosts: hosts) == .otherService }
        }
        let unnamed = UnnamedPasswords(draft: draft).run(
            known: Set(values.keys), given: Set(given.map(\.value)), files: files)
        for found in unnamed {
            let name = Self.unused(found.name, draft)
            add(found.value, name, "command:\(name)", nil, draft)
            inCommands.append((found.value, found.line))
        }
        for place in places { addParts(of: place, hosts, draft) }
        finder = TextFinder(values.keys)
        for scalar in draft.allScalars {
            guard let text = scalar.string else { continue }
            addPlaces(Interpolation.literal(of: text) ?? text, "\(scalar.start.line):\(scalar.start.column)")
        }
        for (name, example) in examples { addPlaces(example.value, "example:\(name)") }
        for (number, file) in files.enumerated() {
            for (name, example) in file { addPlaces(example.value, "file \(number) address:\(name)") }
        }
    }

    /// The values of secrets that stand there once: the same placeholder for several secrets does not make them one.
    private static func told(_ examples: [String: Draft.Example]) -> Set<String> {
        let secrets = examples.filter { SecretName.isSecret($0.key, $0.value.value) && $0.value.parts == nil }
            .map { ($0.value.value, 1) }
        return Set(Dictionary(secrets, uniquingKeysWith: +).filter { $0.value == 1 }.keys)
    }

    private mutating func add(_ value: String, _ name: String, _ place: String, _ comment: String?, _ draft: Draft) {
        guard !value.isEmpty, SecretValue.isPossible(value), !HashedPasswords.hasOtherHash(value),
            HashedPasswords.Found(value) == nil
        else {
            return
        }
        var known = values[value] ?? Value(name: ownName(name, draft), hint: comment ?? "")
        known.places.insert(place)
        if known.hint.isEmpty { known.hint = comment ?? "" }
        known.isOwn = known.isOwn || !SecretName.isForeign(name, value)
        values[value] = known
    }

    private static func unused(_ wanted: String, _ draft: Draft) -> String {
        var (name, number) = (wanted, 2)
        while draft.variables.contains(name) { (name, number) = ("\(wanted)_\(number)", number + 1) }
        return name
    }

    /// The passwords that are a part of a text: those that are known stand there too, and those that only the service
    /// has to know can be replaced there.
    private mutating func addParts(of place: PasswordTexts.Place, _ hosts: Set<String>, _ draft: Draft) {
        let mark = "\(place.node.start.line):\(place.node.start.column)"
        for found in place.found {
            guard let value = Interpolation.literal(of: found.value) else { continue }
            if values[value] != nil {
                // A database's own check says nothing about who else has its password.
                let isOwnCheck =
                    place.key == "healthcheck"
                    && PasswordTexts.owner(of: found, in: place, hosts: hosts) != .otherService
                if !isOwnCheck { values[value]?.places.insert(mark) }
                continue
            }
            guard PasswordTexts.owner(of: found, in: place, hosts: hosts) == .service,
                found.name != "--requirepass", found.name != "requirepass"
            else { continue }
            let name = Self.unused(
                PasswordTexts.name(place.isVariable ? place.key : place.service.name, found), draft)
            guard VariableName.isValid(name) else { continue }
            add(value, name, mark, draft.text.comment(place.node.start.line), draft)
        }
    }

    private mutating func ownName(_ name: String, _ draft: Draft) -> String {
        guard !names.insert(name).inserted else { return name }
        var number = numbers[name] ?? 2
        while draft.variables.contains("\(name)_\(number)") || !names.insert("\(name)_\(number)").inserted {
            number += 1
        }
        numbers[name] = number + 1
        return "\(name)_\(number)"
    }

    private mutating func addPlaces(_ text: String, _ place: String) {
        for found in passwords(in: text, onlyOwn: false) { values[found.value]?.places.insert(place) }
    }

    /// The secrets that are passwords in a text's URLs.
    ///
    /// - Returns: Where each stands in the text's bytes, in their order.
    func passwords(in text: String, onlyOwn: Bool = true) -> [(value: String, name: String, range: Range<Int>)] {
        guard text.range(ofText: "://") != nil else { return [] }
        let bytes = Array(text.utf8)
        return finder.places(in: bytes, .ofPassword).compactMap { range in
            let value = String(decoding: bytes[range], as: UTF8.self)
            guard let known = values[value], known.isOwn || !onlyOwn else { return nil }
            return (value, known.name, range)
        }
    }

    /// A URL with secrets as its passwords, with `{{ }}`; nil for other text.
    func template(_ text: String, in draft: Draft) -> String? {
        let found = passwords(in: text)
        guard !found.isEmpty else { return nil }
        let bytes = Array(text.utf8)
        let literal = { (range: Range<Int>) in Draft.literal(String(decoding: bytes[range], as: UTF8.self)) }
        var result = ""
        var end = 0
        for (value, name, range) in found {
            let kind = SecretValue.kind(like: value, hint: hint(of: value))
            result += literal(end..<range.lowerBound)
            result += draft.inURL(draft.secret(name, kind.keys, insteadOf: value))
            end = range.upperBound
        }
        return result + literal(end..<bytes.count)
    }

    /// The one name for a value; nil where it is no secret of the app's.
    func name(of value: String) -> String? {
        guard let known = values[value], known.isOwn else { return nil }
        return known.name
    }

    func hint(of value: String) -> String { values[value]?.hint ?? "" }

    /// How many places of the file have it.
    func count(of value: String) -> Int { values[value]?.places.count ?? 0 }
}
