/// The help texts, made from the verbs' declarations.
enum Help {
    static func text(for verb: (any Verb.Type)?) -> String {
        let name = CommandLine.arguments.first.flatMap { $0.split(separator: "/").last.map(String.init) } ?? "firstboot"
        return (verb.map { text(for: $0, name) } ?? overview(name)).joined(separator: "\n") + "\n"
    }

    private static func text<V: Verb>(for verb: V.Type, _ name: String) -> [String] {
        let usage = V.operands.map { "\(V.name) \($0)" } ?? V.name
        return ["\(name) \(usage): \(V.summary)", "", "Flags:"] + table(rows(CommonOptions.flags) + rows(V.flags))
    }

    private static func overview(_ name: String) -> [String] {
        ["Usage: \(name) VERB [FLAGS]", "", "Verbs:"] + table(Verbs.all.map { ($0.name, $0.summary) })
            + ["", "Flags of every verb:"] + table(rows(CommonOptions.flags))
            + ["", "`\(name) VERB --help` describes one verb; `\(name) --version` lists the versions of its parts."]
    }

    private static func rows<Options>(_ flags: [Flag<Options>]) -> [(name: String, text: String)] {
        flags.map { ($0.name + ($0.value.map { " \($0)" } ?? ""), $0.help) }
    }

    private static func table(_ rows: [(name: String, text: String)]) -> [String] {
        let width = rows.map(\.name.count).max() ?? 0
        return rows.map { "  " + $0.name + String(repeating: " ", count: width - $0.name.count + 2) + $0.text }
    }
}
