import YAML

/// Compose's `$NAME` and `${NAME:-default}` in a text.
struct Interpolation {
    enum Part: Equatable {
        case text(String)
        case variable(Variable)
    }
    struct Variable: Equatable {
        enum Absence: Equatable {
            /// Becomes an empty text, with a warning of Compose's.
            case empty
            /// `:-` and `-`.
            case standIn([Part])
            /// `:?` and `?`.
            case failure
            /// `:+` and `+`, which ask only whether there is a value.
            case ignored([Part])
        }
        var name: String
        var absence: Absence
        /// In Unicode scalars from the text's beginning.
        var offset: Int
        var length: Int
    }

    private static let deepest = 16
    /// How far a closing brace is looked for.
    private static let longest = 1024
    let parts: [Part]

    init(_ text: String) {
        let scalars = Array(text.unicodeScalars)
        parts = Self.parse(scalars, 0..<scalars.count, depth: 0)
    }

    /// Every variable, also those in other variables' defaults.
    var variables: [Variable] { Self.variables(in: parts) }

    /// The text with the values put in, or nil where one is not known before the first boot.
    func resolved(_ value: (String) -> String?) -> String? { Self.resolve(parts, value) }

    private static func variables(in parts: [Part]) -> [Variable] {
        parts.flatMap { part -> [Variable] in
            guard case .variable(let variable) = part else { return [] }
            switch variable.absence {
            case .standIn(let nested), .ignored(let nested): return [variable] + variables(in: nested)
            case .empty, .failure: return [variable]
            }
        }
    }

    private static func resolve(_ parts: [Part], _ value: (String) -> String?) -> String? {
        var text = ""
        for part in parts {
            switch part {
            case .text(let piece): text += piece
            case .variable(let variable):
                if let known = value(variable.name) {
                    text += known
                } else if case .standIn(let nested) = variable.absence, let standIn = resolve(nested, value) {
                    text += standIn
                } else {
                    return nil
                }
            }
        }
        return text
    }

    private static func parse(_ text: [Unicode.Scalar], _ range: Range<Int>, depth: Int) -> [Part] {
        var parts: [Part] = []
        var plain = ""
        var index = range.lowerBound
        while index < range.upperBound {
            guard text[index] == "$", index + 1 < range.upperBound else {
                plain.unicodeScalars.append(text[index])
                index += 1
                continue
            }
            if text[index + 1] == "$" {
                plain += "$"
                index += 2
            } else if let (variable, end) = variable(text, index, range.upperBound, depth) {
                parts += plain.isEmpty ? [.variable(variable)] : [.text(plain), .variable(variable)]
                plain = ""
                index = end
            } else {
                plain += "$"
                index += 1
            }
        }
        return plain.isEmpty ? parts : parts + [.text(plain)]
    }

    private static func variable(
        _ text: [Unicode.Scalar], _ start: Int, _ limit: Int, _ depth: Int
    ) -> (Variable, end: Int)? {
        let isBraced = text[start + 1] == "{"
        let nameStart = start + (isBraced ? 2 : 1)
        let nameEnd = text[nameStart..<limit].firstIndex { !$0.isNamePart } ?? limit
        guard nameEnd > nameStart, !("0"..."9").contains(text[nameStart]) else { return nil }
        var name = String.UnicodeScalarView()
        name.append(contentsOf: text[nameStart..<nameEnd])
        var variable = Variable(name: String(name), absence: .empty, offset: start, length: nameEnd - start)
        guard isBraced else { return (variable, nameEnd) }
        guard depth < deepest, let close = closingBrace(text, nameEnd, limit) else { return nil }
        variable.length = close + 1 - start
        let sign = text[nameEnd] == ":" ? nameEnd + 1 : nameEnd
        let rest = min(sign + 1, close)..<close
        switch text[sign] {
        case "-": variable.absence = .standIn(parse(text, rest, depth: depth + 1))
        case "+": variable.absence = .ignored(parse(text, rest, depth: depth + 1))
        case "?": variable.absence = .failure
        default: break
        }
        return (variable, close + 1)
    }

    private static func closingBrace(_ text: [Unicode.Scalar], _ start: Int, _ limit: Int) -> Int? {
        var open = 1
        for index in start..<min(limit, start + longest) {
            if text[index] == "{" { open += 1 }
            if text[index] == "}" { open -= 1 }
            if open == 0 { return index }
        }
        return nil
    }
}

extension Unicode.Scalar {
    fileprivate var isNamePart: Bool {
        self == "_" || ("a"..."z").contains(self) || ("A"..."Z").contains(self) || ("0"..."9").contains(self)
    }
}
