import Providers

extension HCLValue {
    /// The longest list that stays on one line, in characters.
    private static let longestLine = 88

    /// The expression, indented for `depth` levels. Only lists and maps have more than one line.
    func render(depth: Int) -> String {
        switch self {
        case .string(let text): Self.quoted(text)
        case .interpolated(let parts): "\"" + parts.map(\.templatePart).joined() + "\""
        case .number(let number): String(number)
        case .bool(let flag): flag ? "true" : "false"
        case .reference(let names): names.map(\.description).joined(separator: ".")
        case .call(let function, let arguments):
            "\(function)(" + arguments.map { $0.render(depth: depth) }.joined(separator: ", ") + ")"
        case .comparison(let left, let comparison, let right):
            "\(left.render(depth: depth)) \(comparison.rawValue) \(right.render(depth: depth))"
        case .choice(let condition, let then, let otherwise):
            "\(condition.render(depth: depth)) ? \(then.render(depth: depth)) : \(otherwise.render(depth: depth))"
        case .list(let values): Self.renderList(values, depth: depth)
        case .map(let pairs): Self.renderMap(pairs, depth: depth)
        }
    }

    private static func renderList(_ values: [HCLValue], depth: Int) -> String {
        let line = "[" + values.map { $0.render(depth: depth) }.joined(separator: ", ") + "]"
        guard line.contains("\n") || line.count > longestLine else { return line }
        let indent = String(repeating: "  ", count: depth)
        let lines = values.map { indent + "  " + $0.render(depth: depth + 1) + ",\n" }
        return "[\n" + lines.joined() + indent + "]"
    }

    private var templatePart: String {
        switch self {
        case .string(let text): Self.escaped(text)
        case .interpolated(let parts): parts.map(\.templatePart).joined()
        default: "${" + render(depth: 0) + "}"
        }
    }

    static func quoted(_ text: String) -> String { "\"" + escaped(text) + "\"" }

    private static func escaped(_ text: String) -> String {
        var result = ""
        var previous: Unicode.Scalar?
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            // `$${` would escape `${`, but not if the text already has a `$` before it.
            case "{" where previous == "$" || previous == "%": result += "\\u007b"
            default:
                if scalar.properties.generalCategory == .control {
                    let digits = String(scalar.value, radix: 16)
                    result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
                } else {
                    result.unicodeScalars.append(scalar)
                }
            }
            previous = scalar
        }
        return result
    }
}
