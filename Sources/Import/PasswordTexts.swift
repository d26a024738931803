import ComposeFile
import YAML

/// Replaces passwords that are a part of a text: of a connection string, JSON, a command's option, a label, a build's
/// argument. What is a secret elsewhere becomes the same one.
struct PasswordTexts {
    /// A value with passwords in it.
    struct Place {
        let service: ComposeService
        /// The variable's name, or the key that it stands under.
        let key: String
        let isVariable: Bool
        let node: Node
        let text: String
        let found: [SecretText.Found]
        /// What tells whose password it is: the text, or the whole command.
        let context: String
    }

    /// Who has to know a password as well.
    enum Owner {
        /// The service alone, so any value will do.
        case service
        /// Another service of the files, where it is said too, or built in.
        case otherService
        /// Another company, which gives it out.
        case company
        case unknown
    }

    let draft: Draft

    /// All of them, as the files have them.
    static func places(_ services: [ComposeService]) -> [Place] {
        services.flatMap { service -> [Place] in
            var places: [Place] = []
            for variable in service.environment {
                let node = variable.place.node
                guard let value = variable.value, let text = node.string else { continue }
                if let whole = Interpolation.literal(of: value), SecretName.isSecret(variable.name, whole) { continue }
                // An item of a list has the variable's name in front.
                let start = text.utf8.count - value.utf8.count
                let found = SecretText.find(in: value).map { one in
                    var one = one
                    one.range = one.range.lowerBound + start..<one.range.upperBound + start
                    return one
                }
                guard !found.isEmpty else { continue }
                places.append(
                    Place(
                        service: service, key: variable.name, isVariable: true, node: node, text: text, found: found,
                        context: text))
            }
            for place in service.secretPlaces(\.string) {
                let node = place.place.node
                let command = place.key == "healthcheck" ? service[place.key]?["test"] : service[place.key]
                let isCommand = ["command", "entrypoint", "healthcheck"].contains(place.key)
                let whole = isCommand ? command?.scalars.compactMap(\.string).joined(separator: " ") : nil
                places.append(
                    Place(
                        service: service, key: place.key, isVariable: false, node: node, text: node.string ?? "",
                        found: place.found, context: whole ?? node.string ?? ""))
            }
            return places
        }
    }

    /// - Parameter hosts: What the services answer to.
    static func owner(of found: SecretText.Found, in place: Place, hosts: Set<String>) -> Owner {
        if let host = found.host {
            if hosts.contains(host) { return .otherService }
            return isElsewhere(host) ? .company : .unknown
        }
        guard let name = found.name else { return .unknown }
        if SecretName.isForeign(name) { return .company }
        let text = place.isVariable ? segment(of: found, in: place) : place.context
        let others = Self.hosts(in: text)
        // The words of a command are mostly other things.
        let named = place.isVariable ? Self.names(in: text) : others
        if named.contains(where: { hosts.contains($0) && $0 != place.service.name }) { return .otherService }
        if others.contains(where: isElsewhere) { return .company }
        // An option of one letter is a client's, and so is a check.
        return place.key == "healthcheck" || name.hasPrefix("-") && name.utf8.count == 2 ? .unknown : .service
    }

    private static func isElsewhere(_ host: String) -> Bool {
        host.contains(".") && host.contains(where: \.isLetter) && !host.hasSuffix(".local")
            && !host.hasPrefix("host.docker.")
    }

    /// What stands between the passwords before and behind.
    private static func segment(of found: SecretText.Found, in place: Place) -> String {
        let bytes = Array(place.text.utf8)
        let start = place.found.last { $0.range.upperBound <= found.range.lowerBound }?.range.upperBound ?? 0
        let end = place.found.first { $0.range.lowerBound >= found.range.upperBound }?.range.lowerBound ?? bytes.count
        return String(decoding: bytes[start..<end], as: UTF8.self)
    }

    /// The words that stand where a host does: behind `//`, before a port, as the value of `host`, `server` and the like.
    private static func hosts(in text: String) -> Set<String> {
        words(of: text).reduce(into: []) { hosts, word in
            let key = word.before.lowercased()
            let isNamed = ["host", "server", "addr", "address", "endpoint", "hostname", "source", "hosts", "-h"]
                .contains(where: key.hasSuffix)
            if word.between.hasSuffix("//") || word.hasPort || isNamed && word.isNear { hosts.insert(word.text) }
        }
    }

    /// All words but those that say of what kind a thing is.
    private static func names(in text: String) -> Set<String> {
        words(of: text).reduce(into: []) { names, word in
            let key = word.before.lowercased()
            if !word.isNear
                || !["type", "driver", "user", "username", "name", "database"].contains(where: key.hasSuffix)
            {
                names.insert(word.text)
            }
        }
    }

    private struct Word {
        var text: String
        /// The word before it, and what stands between the two.
        var before: Substring
        var between: Substring
        var hasPort: Bool
        var isNear: Bool { between.utf8.count < 6 && !between.contains { $0.isNewline || $0 == "&" || $0 == ";" } }
    }

    private static func words(of text: String) -> [Word] {
        var words: [Word] = []
        var last = Substring()
        var rest = text[...]
        while let start = rest.firstIndex(where: isOfHost) {
            let between = rest[..<start]
            let word = rest[start...].prefix(while: isOfHost)
            rest = rest[word.endIndex...]
            let hasPort = rest.first == ":" && rest.dropFirst().first?.isNumber == true && !word.allSatisfy(\.isNumber)
            words.append(Word(text: String(word), before: last, between: between, hasPort: hasPort))
            last = word
        }
        return words
    }

    private static func isOfHost(_ character: Character) -> Bool {
        character.isLetter || character.isNumber || "._-".contains(character)
    }

    /// What a secret or a parameter may be called that is a part of a text.
    static func name(_ key: String, _ found: SecretText.Found) -> String {
        var words = SecretName.words(found.name ?? "")
        if words.isEmpty || words.last.map({ ["P", "A", "W", "PASS", "PWD", "PASSWD"].contains($0) }) == true {
            words = words.dropLast() + ["PASSWORD"]
        }
        let own = SecretName.words(key)
        // `--db-password` of `db`.
        if words.starts(with: own) { words.removeFirst(own.count) }
        let name = String((own + words).joined(separator: "_").filter { $0.isASCII }.prefix(50))
        return name.first?.isNumber == true ? "APP_" + name : name
    }

    // MARK: Replacing

    func run() {
        var seen: Set<Mark> = []
        let hosts = draft.hosts
        for place in Self.places(draft.allServices) {
            guard seen.insert(place.node.start).inserted, !draft.text.isReplaced(place.node),
                !draft.text.isRemoved(place.node.start.line)
            else { continue }
            let given = givenVariables(in: place.text)
            var names: [String: String] = [:]
            for found in place.found where !given.contains(where: { $0.overlaps(found.range) }) {
                guard let value = Interpolation.literal(of: found.value), !value.isEmpty else { continue }
                if let name = variable(value, found, place, hosts) {
                    names[found.value] = name
                } else if !SecretName.isPlaceholder(value) || found.host == nil {
                    tell(found, place, hosts)
                }
            }
            if !names.isEmpty { replace(place, names) }
        }
    }

    /// Where variables stand that have a value on the machine, so that their defaults mean nothing.
    private func givenVariables(in text: String) -> [Range<Int>] {
        Interpolation(text).variables.filter { draft.environment[$0.name] != nil }
            .map { $0.offset..<$0.offset + $0.length }
    }

    /// The variable to write for a password; nil where it stays.
    private func variable(
        _ value: String, _ found: SecretText.Found, _ place: Place, _ hosts: Set<String>
    ) -> String? {
        let line = place.node.start.line
        let owner = Self.owner(of: found, in: place, hosts: hosts)
        if let name = draft.shared.name(of: value) {
            if draft.replaced[value] != nil {
                let variable = draft.variable(insteadOf: value)
                draft.report.add(.changed, "`\(place.key)` takes the same secret `\(variable)`", line: line)
                return variable
            }
            let isMade = draft.environment[name].flatMap(Draft.secretName) != nil
            guard isMade || owner == .service else { return nil }
            LiteralSecrets(draft: draft).add(name, value, for: place.key, line: line)
            return name
        }
        guard owner == .company, place.isVariable else { return nil }
        return ForeignKeys(draft: draft).part(of: place.key, found, line: line)
    }

    private func tell(_ found: SecretText.Found, _ place: Place, _ hosts: Set<String>) {
        // Of those the report has spoken already.
        if let host = found.host, hosts.contains(host) { return }
        draft.report.add(
            .review,
            "the password in `\(place.key)` of `\(place.service.name)` is the same on every machine: nothing says where "
                + "else it stands, so it is not replaced", line: place.node.start.line)
    }

    /// - Parameter names: The variables by what stands there.
    private func replace(_ place: Place, _ names: [String: String]) {
        let wanted = place.found.filter { names[$0.value] != nil }
        if draft.text.canReplace(place.node) {
            let bytes = Array(place.text.utf8)
            var (new, end) = ("", 0)
            for found in wanted {
                new += String(decoding: bytes[end..<found.range.lowerBound], as: UTF8.self)
                new += "${\(names[found.value] ?? "")}"
                end = found.range.upperBound
            }
            new += String(decoding: bytes[end...], as: UTF8.self)
            _ = draft.text.replace(place.node, with: YAML.quoted(new))
            return
        }
        let parts = draft.text.parts(of: place.node)
        let texts = parts.map { String(decoding: $0.bytes, as: UTF8.self) }
        let isCommand = ["command", "entrypoint", "healthcheck"].contains(place.key) && !place.isVariable
        let found = isCommand ? SecretText.find(inCommand: texts) : texts.map(SecretText.find(in:))
        var count = 0
        for (part, found) in zip(parts, found) {
            for one in found {
                guard let name = names[one.value] else { continue }
                draft.text.replace(part.columns(one.range), ofLine: part.line, with: "${\(name)}")
                count += 1
            }
        }
        guard count < wanted.count else { return }
        draft.report.add(
            .refused, "the password in `\(place.key)` could not be replaced: write it on one line",
            line: place.node.start.line)
    }
}
