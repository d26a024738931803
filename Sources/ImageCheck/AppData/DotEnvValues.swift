import FileFormats
import Plan

/// The values that Compose puts into a compose file, as far as they are known: complete values in the plan, and values
/// from an existing `.env`.
struct DotEnvValues: Sendable {
    private var values: [String: String] = [:]

    init(_ plan: Plan, _ dotEnv: String) {
        for entry in plan.environment { values[entry.name] = entry.value.literal }
        // Compose would not start with a file that it cannot read.
        values.merge((try? DotEnvReader.read(dotEnv)) ?? [:]) { $1 }
    }

    /// A text with `$NAME`, `${NAME}` and `${NAME:-default}` filled in, and `$$` as `$`; nil if a value is not known.
    func resolve(_ text: String) -> String? {
        var result = ""
        var rest = text[...]
        while let dollar = rest.firstIndex(of: "$") {
            result += rest[..<dollar]
            rest = rest[rest.index(after: dollar)...]
            if rest.hasPrefix("$") {
                result.append("$")
                rest = rest.dropFirst()
            } else if rest.hasPrefix("{") {
                guard let end = rest.firstIndex(of: "}") else { return nil }
                guard let known = braced(rest[rest.index(after: rest.startIndex)..<end]) else { return nil }
                result += known
                rest = rest[rest.index(after: end)...]
            } else {
                let name = rest.prefix { $0.isLetter || $0.isNumber || $0 == "_" }
                guard !name.isEmpty, let known = values[String(name)] else { return nil }
                result += known
                rest = rest[name.endIndex...]
            }
        }
        return result + rest
    }

    /// The text between braces: `NAME`, `NAME:-default` or `NAME-default`.
    private func braced(_ text: Substring) -> String? {
        let name = text.prefix { $0.isLetter || $0.isNumber || $0 == "_" }
        let suffix = text[name.endIndex...]
        if let known = values[String(name)], suffix.isEmpty || !known.isEmpty || !suffix.hasPrefix(":-") {
            return known
        }
        for mark in [":-", "-"] where suffix.hasPrefix(mark) {
            let standIn = suffix.dropFirst(mark.count)
            return standIn.contains("$") ? nil : String(standIn)
        }
        return nil
    }
}
