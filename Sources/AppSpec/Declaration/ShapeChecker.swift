import Findings
import Shapes
import Text
import YAML

/// Compares a tree with its declared shape and reports every difference.
struct ShapeChecker {
    let report: Reporter

    /// - Parameter subject: What the node is to the reader, such as "`memory`".
    func check(_ node: Node, _ shape: Shape, subject: String) {
        if case .either(let shapes) = shape, let meant = shapes.first(where: { $0.accepts(NodeKind(node)) }) {
            return check(node, meant, subject: subject)
        }
        guard shape.accepts(NodeKind(node)) else { return reportKind(node, shape, subject) }
        switch shape {
        case .list(let item):
            for node in node.sequence ?? [] { check(node, item, subject: "an item of \(subject)") }
        case .object(let fields): checkObject(node, fields, subject: subject)
        case .map(let rule, let value): checkMap(node, rule, value, subject: subject)
        case .tagged(let tag, let variants): checkTagged(node, by: tag, variants, subject: subject)
        case .keyed(let variants): checkKeyed(node, variants, subject: subject)
        default:
            if !shape.matches(node) {
                report.error("\(subject) is not \(shape.description)", at: node, help: help(for: node, shape))
            }
        }
    }

    private func help(for node: Node, _ shape: Shape) -> String {
        if case .size = shape, let meant = node.string.flatMap(Quantity.meantSize) { return "write `\(meant)`" }
        guard case .choice(let words) = shape, let word = node.string else { return shape.rule }
        return Suggestion.nearest(to: word, among: words).map { "did you mean `\($0)`?" } ?? shape.rule
    }

    private func reportKind(_ node: Node, _ shape: Shape, _ subject: String) {
        let kind = NodeKind(node)
        guard kind != .nothing else {
            return report.error("\(subject) has no value", at: node, help: shape.rule)
        }
        let isUnquotedTemplate = kind == .mapping && node.mapping?.first?.key.mapping != nil
        var help = isUnquotedTemplate ? "put the template in quotes: \"{{ … }}\"" : shape.rule
        if case .text = shape, kind == .boolean, let word = node.string { help = "put it in quotes: \"\(word)\"" }
        report.error("\(subject) must be \(shape.description), not \(kind.rawValue)", at: node, help: help)
    }

    private func checkObject(_ node: Node, _ fields: [Field], subject: String) {
        let pairs = uniquePairs(of: node)
        for pair in pairs {
            guard let name = pair.key.scalar?.text else { continue }
            if let field = fields.first(where: { $0.key == name }) {
                check(pair.value, field.shape, subject: "`\(name)`")
            } else {
                report.error(
                    "unknown key `\(name)`", at: pair.key,
                    help: Suggestion.help(for: name, among: fields.map(\.key), what: "key"))
            }
        }
        for field in fields where field.isRequired && !pairs.contains(where: { $0.key.scalar?.text == field.key }) {
            report.error(
                "\(subject) lacks the key `\(field.key)`", at: node,
                help: field.hint)
        }
    }

    private func checkMap(_ node: Node, _ rule: TextRule, _ value: Shape, subject: String) {
        for pair in uniquePairs(of: node) {
            guard let name = pair.key.scalar?.text else { continue }
            if !rule.matches(name) { report.error("`\(name)` is not \(rule.name)", at: pair.key, help: rule.rule) }
            check(pair.value, value, subject: "`\(name)`")
        }
    }

    private func checkTagged(_ node: Node, by tag: String, _ variants: [Variant], subject: String) {
        let names = variants.map(\.name)
        guard let tagNode = node[tag] else {
            return report.error(
                "\(subject) lacks the key `\(tag)`", at: node,
                help: "add `\(tag):` with one of " + names.joined(separator: ", "))
        }
        guard let variant = variants.first(where: { $0.name == tagNode.string }) else {
            let word = tagNode.string ?? ""
            return report.error(
                "unknown \(tag) `\(word)`", at: tagNode, help: Suggestion.help(for: word, among: names, what: tag))
        }
        checkObject(node, [Field(tag, .choice(names), "")] + variant.fields, subject: subject)
    }

    private func checkKeyed(_ node: Node, _ variants: [Variant], subject: String) {
        let present = variants.filter { node[$0.name] != nil }
        guard present.count == 1 else {
            let names = variants.map(\.name)
            let slip = (present.isEmpty ? node.entries : []).lazy.compactMap {
                Suggestion.nearest(to: $0.name, among: names)
            }.first
            return report.error(
                "\(subject) needs exactly one of the keys " + names.map { "`\($0)`" }.joined(separator: " and "),
                at: node,
                help: slip.map { "did you mean `\($0)`?" } ?? Shape.keyed(variants).rule)
        }
        checkObject(node, present[0].fields, subject: subject)
    }

    private func uniquePairs(of node: Node) -> [Node.Pair] {
        var first: [String: Node] = [:]
        return (node.mapping ?? []).filter { pair in
            guard let name = pair.key.scalar?.text else {
                report.error(
                    "a key must be text, not \(NodeKind(pair.key).rawValue)", at: pair.key,
                    help: "write `name: value`")
                return false
            }
            if let earlier = first[name] {
                report.error(
                    "the key `\(name)` is there twice", at: pair.key,
                    help: "it was first given in line \(earlier.start.line); keep one of the two")
                return false
            }
            first[name] = pair.key
            return true
        }
    }
}

extension Field {
    /// How to add the key, without any other app's value.
    fileprivate var hint: String {
        switch shape {
        case .integer(let range) where range.count == 1: return "add `\(key): \(range.lowerBound)`"
        case .choice(let words): return "add `\(key):` with one of " + words.joined(separator: ", ")
        default:
            let summary = summary.hasSuffix(".") ? String(summary.dropLast()) : summary
            // Not where it begins with an abbreviation, such as URL.
            let isWord = summary.dropFirst().first?.isLowercase ?? false
            return "add `\(key): …`: " + (isWord ? summary.prefix(1).lowercased() + summary.dropFirst() : summary)
        }
    }
}

extension Shape {
    /// Whether a scalar that is of the right kind has a right value.
    fileprivate func matches(_ node: Node) -> Bool {
        let text = node.string ?? ""
        return switch self {
        case .text(let rule): rule.matches(text)
        case .secret: TextRule.secretName.matches(text)
        case .integer(let range): node.integer.map(range.contains) ?? false
        case .choice(let words): words.contains(text)
        case .size: Quantity.size(text) != nil
        case .duration: Quantity.duration(text) != nil
        default: true
        }
    }
}

extension TextRule {
    func matches(_ text: String) -> Bool {
        guard let pattern else { return true }
        // No text that has a rule has several lines; the patterns leave out what editors cannot match.
        guard VisibleText.isLine(text) else { return false }
        guard let regex = try? Regex(pattern).matchingSemantics(.unicodeScalar) else { return false }
        return (try? regex.wholeMatch(in: text)) != nil
    }
}
