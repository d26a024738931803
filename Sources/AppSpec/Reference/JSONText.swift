/// JSON with its keys in the order in which they are given, so that what is made from it can be compared.
indirect enum JSONText {
    case string(String)
    case number(Int)
    case boolean(Bool)
    case array([JSONText])
    case object([(String, JSONText)])

    /// Indented by two spaces a level.
    func text(indent: Int = 0) -> String {
        let inner = String(repeating: " ", count: indent + 2)
        let outer = String(repeating: " ", count: indent)
        switch self {
        case .string(let string): return Self.quoted(string)
        case .number(let number): return String(number)
        case .boolean(let flag): return flag ? "true" : "false"
        case .array(let items) where items.isEmpty: return "[]"
        case .object(let pairs) where pairs.isEmpty: return "{}"
        case .array(let items):
            return "[\n" + items.map { inner + $0.text(indent: indent + 2) }.joined(separator: ",\n") + "\n\(outer)]"
        case .object(let pairs):
            let lines = pairs.map { inner + Self.quoted($0) + ": " + $1.text(indent: indent + 2) }
            return "{\n" + lines.joined(separator: ",\n") + "\n\(outer)}"
        }
    }

    private static func quoted(_ string: String) -> String {
        var text = "\""
        for scalar in string.unicodeScalars {
            switch scalar {
            case "\"": text += "\\\""
            case "\\": text += "\\\\"
            case "\n": text += "\\n"
            default:
                if scalar.value < 0x20 {
                    let digits = String(scalar.value, radix: 16)
                    text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
                } else {
                    text.unicodeScalars.append(scalar)
                }
            }
        }
        return text + "\""
    }
}

extension [Diagnostic] {
    /// A JSON array of objects with severity, message, file, line, column, length and help.
    public var json: String {
        let items = map { diagnostic in
            let fields: [(String, JSONText)] = [
                ("severity", .string(diagnostic.severity.rawValue)), ("message", .string(diagnostic.message)),
                ("file", .string(diagnostic.file)), ("line", .number(diagnostic.mark.line)),
                ("column", .number(diagnostic.mark.column)), ("length", .number(diagnostic.length)),
            ]
            return JSONText.object(fields + (diagnostic.help.map { [("help", .string($0))] } ?? []))
        }
        return JSONText.array(items).text() + "\n"
    }
}
