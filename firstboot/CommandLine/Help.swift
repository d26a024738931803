import Plan

/// The help texts, made from the verbs' and flags' declarations.
enum Help {
    static func text(for verb: Verb?) -> String {
        let name = CommandLine.arguments.first.flatMap { $0.split(separator: "/").last.map(String.init) } ?? "firstboot"
        var lines: [String]
        let flags: [Flag]
        if let verb {
            let usage = verb.takesNames ? "\(verb.rawValue) [NAME…]" : verb.rawValue
            lines = ["\(name) \(usage): \(verb.summary)", "", "Flags:"]
            flags = Flag.all.filter { $0.belongs(to: verb) }
        } else {
            lines = ["Usage: \(name) VERB [FLAGS]", "", "Verbs:"]
            lines += table(Verb.allCases.map { ($0.rawValue, $0.summary) })
            lines += ["", "Flags of every verb:"]
            flags = Flag.all.filter(\.verbs.isEmpty)
        }
        lines += table(flags.map { ($0.name + ($0.value.map { " \($0)" } ?? ""), $0.help) })
        if verb == nil {
            lines += ["", "`\(name) VERB --help` tells of one verb, `\(name) --version` of the versions in it."]
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func table(_ rows: [(name: String, text: String)]) -> [String] {
        let width = rows.map(\.name.count).max() ?? 0
        return rows.map { "  " + $0.name + String(repeating: " ", count: width - $0.name.count + 2) + $0.text }
    }
}
