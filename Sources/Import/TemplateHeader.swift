import AppSpec
import Plan
import Text
import YAML

/// The comments at the beginning of a Coolify template: `# port: 3000`.
struct TemplateHeader {
    private(set) var entries: [(key: String, value: String, line: Int)] = []

    /// What Coolify writes there.
    private static let known: Set<String> = [
        "documentation", "slogan", "category", "tags", "logo", "port", "ignore", "minversion", "env_file", "ports",
    ]

    init(_ text: ComposeText) {
        for number in 1...max(1, text.count) {
            let line = text.line(number)
            guard line.hasPrefix("#") else {
                if line.allSatisfy({ $0 == " " }) { continue }
                break
            }
            let body = line.drop { $0 == "#" || $0 == " " }
            guard let colon = body.firstIndex(of: ":") else { continue }
            let key = String(body[..<colon])
            let value = String(body[body.index(after: colon)...].drop { $0 == " " })
            if Self.known.contains(key), !value.isEmpty { entries.append((key, value, number)) }
        }
    }

    subscript(key: String) -> String? { entries.first { $0.key == key }?.value }

    /// Two of Coolify's own comments; an ordinary file has none.
    var isTemplate: Bool { entries.count > 1 }

    var port: Int? { self["port"].flatMap { Int($0) }.flatMap { (1...65535).contains($0) ? $0 : nil } }

    /// What a template says of its app, as the section `listing`. Its logo lies with Coolify, not with the template.
    var listing: [(String, YAMLValue)] {
        guard isTemplate else { return [] }
        func text(_ key: String) -> String? { self[key].map(VisibleText.line).flatMap { $0.isEmpty ? nil : $0 } }
        var keys: [(String, YAMLValue)] = []
        if let slogan = text("slogan") {
            keys.append((slogan.count <= ListingRules.longestSummary ? "summary" : "description", .string(slogan)))
        }
        if let category = text("category"), category.count <= 40 { keys.append(("category", .string(category))) }
        var tags: [String] = []
        for part in (text("tags") ?? "").split(separator: ",") {
            let tag = String(part.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
            if !tag.isEmpty, tag.count <= 40, !tags.contains(tag) { tags.append(tag) }
        }
        if !tags.isEmpty { keys.append(("tags", .list(tags.prefix(ListingRules.mostTags).map(YAMLValue.string)))) }
        if let docs = text("documentation"), ListingRules.isWebAddress(docs) {
            keys.append(("links", .map([("docs", .string(docs))])))
        }
        return keys
    }
}
