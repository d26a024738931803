import Findings
import Text
import YAML

/// Finds keys and words that Compose would refuse, and duplicate keys.
struct KeyCheck {
    let report: Reporter

    func run(_ root: Node) {
        checkRepetition(in: root)
        checkEnvironments(root)
        check(root, ComposeKeys.root, of: "a compose file")
    }

    /// Lines such as `NAME=value` under `environment` without a dash are one text to YAML.
    private func checkEnvironments(_ root: Node) {
        for service in root["services"]?.entries ?? [] {
            guard let node = service.value["environment"], node.scalar != nil, !node.isNull else { continue }
            report.error(
                "`environment` of `\(service.name)` is neither a list nor a mapping", at: node,
                help: "write each variable as `- NAME=value`, or as `NAME: value`")
        }
    }

    private func checkRepetition(in node: Node) {
        var seen: Set<String> = []
        for pair in node.mapping ?? [] {
            if let name = pair.key.scalar?.text, !seen.insert(name).inserted {
                report.error(
                    "duplicate key `\(name)`", at: pair.key,
                    help: "Compose refuses this: remove one of the two")
            }
            checkRepetition(in: pair.value)
        }
        for item in node.sequence ?? [] { checkRepetition(in: item) }
    }

    /// - Parameter owner: Whose keys they are, as in "… has no key `comand`".
    private func check(_ node: Node, _ keys: ComposeKeys, of owner: String) {
        switch keys {
        case .anything: break
        case .mapping(let known):
            for entry in node.entries {
                if let inner = known[entry.name] {
                    check(entry.value, inner, of: "`\(entry.name)`")
                } else if !entry.name.hasPrefix("x-") {
                    reportUnknown(entry, among: known.keys.sorted(), of: owner)
                }
            }
        case .each(let inner):
            for item in node.sequence ?? [] { check(item, inner, of: "an item of \(owner)") }
            for entry in node.entries {
                check(entry.value, inner, of: "`\(entry.name)`")
            }
        case .word(let words):
            guard let word = node.string, !word.contains("$"), !words.contains(word) else { break }
            report.error("Compose does not know the word `\(word)` here", at: node, help: help(word, words))
        }
    }

    private func help(_ word: String, _ words: [String]) -> String {
        let longer = words.filter { $0.hasSuffix("_" + word) }
        return longer.count == 1 ? "write `\(longer[0])`" : Suggestion.help(for: word, among: words, what: "word")
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
