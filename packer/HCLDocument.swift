import Providers
import Text

/// The content of an HCL body, in order.
enum HCLItem: Sendable {
    case attribute(HCLName, HCLValue)
    case block(HCLName, labels: [HCLName] = [], [HCLItem])
    /// One line, without its `#`.
    case comment(String)
}

/// Writes HCL in the style of `packer fmt`.
///
/// Only ``HCLValue`` gets into an expression and only ``HCLName`` into a name, so a user's text cannot close a quote or
/// open an interpolation.
enum HCLDocument {
    static func render(_ items: [HCLItem]) -> String {
        var writer = HCLWriter()
        writer.write(items, depth: 0)
        return writer.text
    }
}

private struct HCLWriter {
    private(set) var text = ""

    mutating func write(_ items: [HCLItem], depth: Int) {
        let values = items.map { item in
            if case .attribute(_, let value) = item { value.render(depth: depth) } else { "" }
        }
        let widths = Self.alignments(
            zip(items, values).map { item, value in
                if case .attribute(let name, _) = item { (name.description, value) } else { nil }
            })
        let indent = String(repeating: "  ", count: depth)
        for (index, item) in items.enumerated() {
            if index > 0, Self.needsBlankLine(between: items[index - 1], and: item) { text += "\n" }
            switch item {
            case .attribute(let name, _):
                text += indent + name.description.padded(to: widths[index]) + " = " + values[index] + "\n"
            case .block(let type, let labels, let body):
                let head = ([type.description] + labels.map { "\"\($0)\"" }).joined(separator: " ")
                text += indent + head + " {\n"
                write(body, depth: depth + 1)
                text += indent + "}\n"
            case .comment(let line):
                text += indent + "# " + VisibleText.line(line) + "\n"
            }
        }
    }

    private static func needsBlankLine(between previous: HCLItem, and next: HCLItem) -> Bool {
        switch (previous, next) {
        case (.attribute, .attribute), (.comment, .comment), (.comment, .attribute): false
        default: true
        }
    }

    /// The width of each name: the equal signs of neighbouring attributes are aligned. A value of several lines, or
    /// anything else than an attribute, ends such a group.
    static func alignments(_ attributes: [(name: String, value: String)?]) -> [Int] {
        var widths = attributes.map { $0?.name.count ?? 0 }
        var start = 0
        for end in 0...attributes.count {
            let goesOn = end < attributes.count && attributes[end].map { !$0.value.contains("\n") } ?? false
            if goesOn { continue }
            let widest = widths[start..<end].max() ?? 0
            for index in start..<end { widths[index] = widest }
            start = end + 1
        }
        return widths
    }
}

extension HCLWriter {
    /// The lines of a map. Its keys are aligned like attributes.
    static func mapLines(_ pairs: [(key: String, value: HCLValue)], depth: Int) -> [String] {
        let rendered = pairs.map { (name: HCLValue.quoted($0.key), value: $0.value.render(depth: depth)) }
        return zip(rendered, alignments(rendered)).map { pair, width in
            pair.name.padded(to: width) + " = " + pair.value
        }
    }
}

extension HCLValue {
    static func renderMap(_ pairs: [(key: String, value: HCLValue)], depth: Int) -> String {
        guard !pairs.isEmpty else { return "{}" }
        let indent = String(repeating: "  ", count: depth)
        let lines = HCLWriter.mapLines(pairs, depth: depth + 1).map { indent + "  " + $0 + "\n" }
        return "{\n" + lines.joined() + indent + "}"
    }
}

extension String {
    fileprivate func padded(to width: Int) -> String {
        self + String(repeating: " ", count: max(0, width - count))
    }
}
