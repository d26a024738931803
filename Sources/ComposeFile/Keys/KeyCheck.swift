import Findings
import Text
import YAML

/// Finds keys and values that Compose would refuse, and duplicate keys.
struct KeyCheck {
    let report: Reporter
    /// A variable's value, as far as it is known before the first boot.
    let value: (String) -> Interpolation.Value

    func run(_ root: Node) {
        checkPairs(in: root)
        checkTexts(in: root)
        check(root, ComposeKeys.root, of: "a compose file")
    }

    /// Every mapping's keys, whatever they mean.
    private func checkPairs(in node: Node) {
        var seen: Set<String> = []
        for pair in node.mapping ?? [] {
            if let name = pair.key.scalar?.text, !seen.insert(name).inserted {
                report.error(
                    "duplicate key `\(name)`", at: pair.key,
                    help: "Compose refuses this: remove one of the two")
            }
            if pair.key.kind != .text {
                report.error(
                    "this key is not text", at: pair.key,
                    help: pair.key.scalar.map { "Compose refuses this: write \"\($0.text)\"" } ?? "write a name")
            }
            checkPairs(in: pair.value)
        }
        for item in node.sequence ?? [] { checkPairs(in: item) }
    }

    /// What Compose cannot fill in.
    private func checkTexts(in root: Node) {
        for scalar in root.scalars {
            if let plain = scalar.scalar, plain.isPlain, scalar.tag == nil,
                Self.endless.contains(plain.text.lowercased())
            {
                report.error("Compose cannot read the number `\(plain.text)`", at: scalar, help: "put it in quotes")
            }
            guard let text = scalar.string, Interpolation.isBroken(text) else { continue }
            report.error(
                "Compose cannot read what follows `${` here", at: scalar,
                help: "write ${NAME} or ${NAME:-default}; for a dollar sign itself write $$")
        }
    }

    private static let endless: Set<String> = [".inf", "+.inf", "-.inf", ".nan"]

    /// - Parameter owner: What it is, as in "`ports` must be a list".
    private func check(_ node: Node, _ keys: ComposeKeys, of owner: String) {
        // `!reset` takes a key out, whatever it is written with.
        guard node.tag != "!reset" else { return }
        switch keys {
        case .anything: break
        case .scalar(_, let format):
            guard keys.takes(node) else { return reportKind(node, keys, of: owner) }
            if case .any = format { return }
            guard let kind = node.kind, kind != .flag, let own = node.string, !Interpolation.isBroken(own),
                let text = ValueCheck.filled(node, value)
            else { return }
            if var problem = format.problem(with: text, isNumber: kind == .integer || kind == .fraction) {
                if own != text, text.isEmpty {
                    problem.help = "a variable in it has no value: give it one in `env` in app.yaml, or a default here"
                }
                // A wrong word says enough by itself.
                let isWord = if case .word = format { true } else { false }
                report.error((isWord ? "" : "\(owner): ") + problem.message, at: node, help: problem.help)
            }
        case .list(let inner):
            guard let items = node.sequence else { return reportKind(node, keys, of: owner) }
            for item in items { check(item, inner, of: "an item of \(owner)") }
        case .distinct(let inner):
            check(node, .list(inner), of: owner)
            var seen: Set<String> = []
            for item in node.sequence ?? [] {
                guard let kind = item.kind, let text = item.string else { continue }
                guard seen.insert("\(kind.rawValue) \(ValueCheck.filled(item, value) ?? text)").inserted else {
                    report.error("\(owner) has `\(text)` twice", at: item, help: "Compose refuses this: remove one")
                    break
                }
            }
        case .mapping(let known, let required):
            guard node.mapping != nil else { return reportKind(node, keys, of: owner) }
            for entry in node.entries {
                if let inner = known[entry.name] {
                    check(entry.value, inner, of: "`\(entry.name)`")
                } else if !entry.name.hasPrefix("x-") {
                    reportUnknown(entry, among: known.keys.sorted(), of: owner)
                }
            }
            let names = Set(node.entries.map(\.name))
            for name in required where !names.contains(name) {
                report.error("\(owner) needs `\(name)`", at: node, help: "add `\(name)`")
            }
        case .names(let inner), .declarations(let inner):
            guard node.mapping != nil else { return reportKind(node, keys, of: owner) }
            for entry in node.entries {
                if case .names = keys, entry.name.isEmpty {
                    report.error("\(owner) has a key without a name", at: entry.key, help: "write a name")
                }
                if case .declarations = keys, let problem = ComposeKeys.Format.name.problem(with: entry.name) {
                    report.error("\(owner): \(problem.message)", at: entry.key, help: problem.help)
                }
                check(entry.value, inner, of: "`\(entry.name)`")
            }
        case .either(let all):
            guard let fitting = all.first(where: { $0.takes(node) }) else { return reportKind(node, keys, of: owner) }
            check(node, fitting, of: owner)
        }
    }

    private func reportKind(_ node: Node, _ keys: ComposeKeys, of owner: String) {
        let wanted = keys.words.reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
        let isNumber = node.kind == .integer || node.kind == .fraction || node.kind == .flag
        let help =
            node.kind == .nothing
            ? "Compose refuses an empty value here: fill it in, or remove the key"
            : isNumber && wanted.contains("text") ? "put it in quotes" : "write it as \(wanted.first ?? "a value")"
        report.error("\(owner) must be \(wanted.joined(separator: " or "))", at: node, help: help)
    }

    private func reportUnknown(_ entry: Node.Entry, among known: [String], of owner: String) {
        let help =
            Suggestion.nearest(to: entry.name, among: known).map { "did you mean `\($0)`?" }
            ?? (known.count <= 12
                ? "the keys are " + known.map { "`\($0)`" }.joined(separator: ", ")
                : "Compose refuses keys that it does not know; names of your own begin with `x-`")
        report.error("\(owner) has no key `\(entry.name)` in Compose", at: entry.key, help: help)
    }
}

extension ComposeKeys {
    /// Whether a value is of the right kind, without looking into it.
    fileprivate func takes(_ node: Node) -> Bool {
        switch self {
        case .anything: true
        case .scalar(let kinds, _): node.kind.map(kinds.contains) ?? false
        case .list, .distinct: node.sequence != nil
        case .mapping, .names, .declarations: node.mapping != nil
        case .either(let all): all.contains { $0.takes(node) }
        }
    }

    private static func words(for kinds: [Kind]) -> [String] {
        if kinds == [.nothing] { return [] }
        if kinds == [.flag] { return ["true or false"] }
        if kinds.contains(.flag) { return ["a single value"] }
        guard kinds.contains(.text) else { return ["a number"] }
        return kinds.contains(.integer) ? ["a number", "text"] : ["text"]
    }

    /// What it must be.
    fileprivate var words: [String] {
        switch self {
        case .anything: ["anything"]
        case .scalar(let kinds, let format):
            switch format {
            case .flag: ["true or false"]
            case .any, .word, .duration, .name, .filled, .pullPolicy:
                Self.words(for: kinds)
            case .size, .naturalSize, .integer, .natural, .bounded, .count, .decimal: ["a number"]
            }
        case .list, .distinct: ["a list"]
        case .mapping, .names, .declarations: ["a mapping"]
        case .either(let all): all.flatMap(\.words)
        }
    }
}

extension Node {
    /// Nil for lists and mappings.
    var kind: ComposeKeys.Kind? {
        guard let scalar else { return nil }
        if isNull { return .nothing }
        if bool != nil { return .flag }
        if integer != nil { return .integer }
        // Compose's YAML passes over underscores in numbers.
        if scalar.isPlain, scalar.text.contains("_"),
            scalar.text.utf8.first.map({ (0x30...0x39).contains($0) }) == true,
            Int(scalar.text.filter { $0 != "_" }) != nil
        {
            return .integer
        }
        return isNumber && scalar.text.utf8.contains(where: { (0x30...0x39).contains($0) }) ? .fraction : .text
    }
}
