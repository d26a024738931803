import Plan
import Text

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
}
