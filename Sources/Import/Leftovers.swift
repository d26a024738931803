import ComposeFile
import YAML

/// Takes the old values of secrets out of everything else that has them: other variables, commands, labels, contents of
/// configs, comments. There they would no longer fit, and everybody could read them.
struct Leftovers {
    let draft: Draft
    let values: OldValues

    func run() {
        guard !draft.replaced.isEmpty else { return }
        for (name, template) in draft.environment {
            let new = values.replaced(in: template) { place, _ in draft.replaced[place.value] }
            guard let new, Draft.secretName(template) == nil else { continue }
            draft.environment.change(name, to: new)
            draft.report.add(.changed, "a secret is filled in in `\(name)` too")
        }
        reviewCommands()
        var seen: Set<Mark> = []
        for node in draft.allScalars where seen.insert(node.start).inserted && !draft.text.isRemoved(node.start.line) {
            replace(in: node)
        }
        for (index, file) in draft.files.enumerated() { replaceInComments(of: file, index) }
        for other in draft.others { replaceInComments(of: other.file, other.number) }
        draft.writeOthers()
        replaceInFiles()
    }

    // MARK: Values

    private func replace(in node: Node) {
        guard let text = node.string else { return }
        guard !draft.text.isReplaced(node) else {
            var found: Set<String> = []
            let changed = draft.text.replacement(of: node).flatMap { text in
                values.replaced(in: text) { place, bytes in
                    if Self.isStandIn(place.range, in: bytes) { return nil }
                    found.insert(draft.variable(insteadOf: place.value))
                    return variable(for: place.value)
                }
            }
            if let changed { draft.text.setReplacement(of: node, changed) }
            tell(found, line: node.start.line)
            return
        }
        let bytes = Array(text.utf8)
        let found = values.places(in: bytes).filter { !Self.isStandIn($0.range, in: bytes) }
        guard !found.isEmpty else {
            review(bytes, line: node.start.line)
            return
        }
        if draft.text.canReplace(node) {
            let new = values.replaced(in: text) { place, bytes in
                Self.isStandIn(place.range, in: bytes) ? nil : variable(for: place.value)
            }
            _ = draft.text.replace(node, with: YAML.quoted(new ?? text))
        } else {
            var count = 0
            for part in draft.text.parts(of: node) {
                for place in values.places(in: part.bytes) where !Self.isStandIn(place.range, in: part.bytes) {
                    draft.text.replace(
                        part.columns(place.range), ofLine: part.line, with: variable(for: place.value))
                    count += 1
                }
            }
            guard count >= found.count else {
                draft.report.add(
                    .refused, "the old value of a secret here could not be replaced: write it on one line",
                    line: node.start.line)
                return
            }
        }
        tell(Set(found.map { draft.variable(insteadOf: $0.value) }), line: node.start.line)
    }

    private func tell(_ names: Set<String>, line: Int) {
        for name in names.sorted() {
            draft.report.add(.changed, "the secret `\(name)` is filled in here too", line: line)
        }
    }

    /// Whether a value is a variable's own default, which a machine has no use for: `${NAME:-value}`.
    private static func isStandIn(_ range: Range<Int>, in bytes: [UInt8]) -> Bool {
        guard range.upperBound < bytes.count, bytes[range.upperBound] == UInt8(ascii: "}"), range.lowerBound > 0,
            bytes[range.lowerBound - 1] == UInt8(ascii: "-")
        else { return false }
        let before = bytes[..<(range.lowerBound - 1)]
        let name = before.last == UInt8(ascii: ":") ? before.dropLast() : before
        guard let start = name.lastIndex(of: UInt8(ascii: "{")), start > 0, name[start - 1] == UInt8(ascii: "$") else {
            return false
        }
        return VariableName.isValid(String(decoding: name[(start + 1)...], as: UTF8.self))
    }

    /// A word that may be the old value, where a program takes a value.
    private func review(_ bytes: [UInt8], line: Int) {
        for place in OldValues.places(in: bytes, values.likely) {
            let before = place.range.lowerBound > 0 ? bytes[place.range.lowerBound - 1] : nil
            guard let before, " =:'\"".utf8.contains(before), place.range.count < bytes.count,
                let secret = draft.replaced[place.value].flatMap(Draft.secretName)
            else { continue }
            draft.report.add(
                .review, "see whether the old value of `\(secret)` is meant here: it is another one now", line: line)
        }
    }

    /// An old value in a command that is a user's name as well, or that stands right behind its option: `-pVALUE`.
    private func reviewCommands() {
        var seen: Set<Mark> = []
        let commands = draft.allServices.flatMap { service in
            [service["command"], service["entrypoint"], service["healthcheck"]?["test"]].compactMap { $0 }
        }
        for node in commands.flatMap(\.scalars) where seen.insert(node.start).inserted {
            guard let text = node.string else { continue }
            let bytes = Array(text.utf8)
            let places = OldValues.places(in: bytes, values.doubtful, .ofValue).filter { !Self.isUser($0.range, bytes) }
            let joined = text.split { " \"';|&)=".contains($0) || $0.isNewline }
                .compactMap { $0.hasPrefix("-p") ? String($0.dropFirst(2)) : nil }
            for value in Set(places.map(\.value) + joined).sorted() {
                guard let secret = draft.replaced[value].flatMap(Draft.secretName) else { continue }
                draft.report.add(
                    .review, "see whether the old value of `\(secret)` is meant here: it is another one now",
                    line: node.start.line)
            }
        }
    }

    /// Whether a word follows an option that takes the name of a user, a database or a host.
    private static func isUser(_ range: Range<Int>, _ bytes: [UInt8]) -> Bool {
        let words = bytes[..<range.lowerBound].split { " =".utf8.contains($0) }
        guard let last = words.last, range.lowerBound > 0, " =".utf8.contains(bytes[range.lowerBound - 1]) else {
            return false
        }
        return ["-U", "-u", "-d", "-h", "-D", "--user", "--username", "--dbname", "--database", "--host"]
            .contains { last.elementsEqual($0.utf8) }
    }

    private func variable(for value: String) -> String { "${\(draft.variable(insteadOf: value))}" }

    // MARK: Comments

    private func replaceInComments(of file: ComposeFile, _ index: Int) {
        guard !values.certain.isEmpty else { return }
        let covered = draft.text.columns(of: file.root)
        for number in draft.text.numbers(ofFile: index) where !draft.text.isRemoved(number) {
            let line = Array(draft.text.line(number).unicodeScalars)
            guard let start = ComposeText.comment(in: line, outside: covered[number] ?? []) else { continue }
            var text = String.UnicodeScalarView()
            text.append(contentsOf: line[start...])
            let part = ComposeText.Part(line: number, start: start, bytes: Array(String(text).utf8))
            for place in values.places(in: part.bytes, .ends) {
                let name = draft.replaced[place.value].flatMap(Draft.secretName) ?? ""
                draft.text.replace(part.columns(place.range), ofLine: number, with: "${\(name)}")
                draft.report.add(.changed, "the old value of `\(name)` is out of this comment", line: number)
            }
        }
    }

    // MARK: Files beside the Compose file

    private func replaceInFiles() {
        let rendered = Set(
            draft.stackFiles.compactMap { file -> String? in
                guard case .map(let keys) = file, keys.contains(where: { $0.0 == "render" && $0.1 == .bool(true) }),
                    case .string(let path)? = keys.first?.1
                else { return nil }
                return path
            })
        for (index, file) in draft.written.enumerated() {
            let text = String(decoding: file.bytes, as: UTF8.self)
            let found = Set(values.places(in: Array(text.utf8)).map(\.value))
            guard !found.isEmpty else { continue }
            if rendered.contains(file.path) {
                let new = values.replaced(in: text) { place, _ in draft.replaced[place.value] }
                draft.written[index].bytes = Array((new ?? text).utf8)
                continue
            }
            for secret in Set(found.compactMap { draft.replaced[$0].flatMap(Draft.secretName) }).sorted() {
                draft.report.add(
                    .review, "`\(file.path)` has the old value of `\(secret)` in it: fill it in there (`render: true`)")
            }
        }
    }
}

extension ComposeText {
    /// What the scalars of a tree take of each line, keys as well: columns from 0.
    func columns(of root: Node) -> [Int: [Range<Int>]] {
        var found: [Int: [Range<Int>]] = [:]
        var pending = [root]
        while let node = pending.popLast() {
            switch node.value {
            case .sequence(let nodes): pending += nodes
            case .mapping(let pairs): pending += pairs.flatMap { [$0.key, $0.value] }
            case .scalar:
                for part in parts(of: node) {
                    found[part.line, default: []].append(part.start..<part.start + part.bytes.count)
                }
            }
        }
        return found
    }
}
