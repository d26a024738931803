import YAML

/// Compose's `$NAME` and `${NAME:-default}` in a text.
public struct Interpolation: Sendable {
    public enum Part: Equatable, Sendable {
        case text(String)
        case variable(Variable)
    }
    public struct Variable: Equatable, Sendable {
        /// What Compose does if the variable has no value.
        public enum Absence: Equatable, Sendable {
            /// It becomes an empty text, with a warning from Compose.
            case empty
            /// `:-` and `-`.
            case standIn([Part])
            /// `:?` and `?`.
            case failure
            /// `:+` and `+`, which test only whether there is a value.
            case ignored([Part])
        }
        public var name: String
        public var absence: Absence
        /// With a colon an empty value counts as none.
        public var passesOverEmpty = false
        /// In bytes of UTF-8 from the text's beginning.
        public var offset: Int
        /// In bytes. Everything before the default is ASCII.
        public var length: Int
    }

    /// What a variable is before the first boot.
    public enum Value: Equatable, Sendable {
        case known(String)
        /// It has one on the machine.
        case later
        case absent
    }

    private static let deepest = 16
    /// How far to search for a closing brace.
    private static let longest = 512
    public let parts: [Part]

    public init(_ text: String) {
        let bytes = Array(text.utf8)
        parts = bytes.contains(UInt8(ascii: "$")) ? Self.parse(bytes, 0..<bytes.count, depth: 0) : [.text(text)]
    }

    /// Whether `${` is in it with something that Compose cannot read.
    ///
    /// Source: compose-spec/compose-go, template/template.go.
    public static func isBroken(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        // The last closing brace, as one of those that come later ends each.
        let last = bytes.lastIndex(of: UInt8(ascii: "}")) ?? -1
        var index = 0
        while index + 1 < bytes.count {
            guard bytes[index] == dollar else {
                index += 1
                continue
            }
            if bytes[index + 1] == dollar {
                index += 2
                continue
            }
            index += 1
            guard bytes[index] == UInt8(ascii: "{") else { continue }
            let start = index + 1
            var end = start
            while end < bytes.count, bytes[end].isNamePart { end += 1 }
            guard end > start, !bytes[start].isDigit, end < bytes.count, end <= last else { return true }
            index = end
            if bytes[end] == UInt8(ascii: "}") { continue }
            if bytes[end] == UInt8(ascii: ":") { end += 1 }
            guard end < last, "-+?".utf8.contains(bytes[end]) else { return true }
            index = end + 1
        }
        return false
    }

    /// Every variable, also those in other variables' defaults.
    public var variables: [Variable] { Self.variables(in: parts) }

    /// The text with the values filled in, or nil if one is missing or not known before the first boot.
    public func resolved(_ value: (String) -> Value) -> String? { Self.resolve(parts, value) }

    private static func variables(in parts: [Part]) -> [Variable] {
        parts.flatMap { part -> [Variable] in
            guard case .variable(let variable) = part else { return [] }
            switch variable.absence {
            case .standIn(let nested): return [variable] + variables(in: nested)
            // There it has a value: `${NAME:+https://${NAME}}`.
            case .ignored(let nested): return [variable] + variables(in: nested).filter { $0.name != variable.name }
            case .empty, .failure: return [variable]
            }
        }
    }

    private static func resolve(_ parts: [Part], _ value: (String) -> Value) -> String? {
        var text = ""
        for part in parts {
            switch part {
            case .text(let piece): text += piece
            case .variable(let variable):
                guard let piece = resolve(variable, value) else { return nil }
                text += piece
            }
        }
        return text
    }

    private static func resolve(_ variable: Variable, _ value: (String) -> Value) -> String? {
        var known: String?
        switch value(variable.name) {
        case .known(let text): known = text.isEmpty && variable.passesOverEmpty ? nil : text
        case .later: return nil
        case .absent: break
        }
        switch variable.absence {
        case .standIn(let nested): return known ?? resolve(nested, value)
        case .ignored(let nested): return known == nil ? "" : resolve(nested, value)
        case .empty, .failure: return known
        }
    }

    private static func parse(_ text: [UInt8], _ range: Range<Int>, depth: Int) -> [Part] {
        var parts: [Part] = []
        var plain: [UInt8] = []
        var index = range.lowerBound
        while index < range.upperBound {
            guard text[index] == dollar, index + 1 < range.upperBound else {
                plain.append(text[index])
                index += 1
                continue
            }
            if text[index + 1] == dollar {
                plain.append(dollar)
                index += 2
            } else if let (variable, end) = variable(text, index, range.upperBound, depth) {
                if !plain.isEmpty { parts.append(.text(String(decoding: plain, as: UTF8.self))) }
                parts.append(.variable(variable))
                plain.removeAll(keepingCapacity: true)
                index = end
            } else {
                plain.append(dollar)
                index += 1
            }
        }
        if !plain.isEmpty { parts.append(.text(String(decoding: plain, as: UTF8.self))) }
        return parts
    }

    private static func variable(
        _ text: [UInt8], _ start: Int, _ limit: Int, _ depth: Int
    ) -> (Variable, end: Int)? {
        let isBraced = text[start + 1] == UInt8(ascii: "{")
        let nameStart = start + (isBraced ? 2 : 1)
        let nameEnd = text[nameStart..<limit].firstIndex { !$0.isNamePart } ?? limit
        guard nameEnd > nameStart, !text[nameStart].isDigit else { return nil }
        let name = String(decoding: text[nameStart..<nameEnd], as: UTF8.self)
        var variable = Variable(name: name, absence: .empty, offset: start, length: nameEnd - start)
        guard isBraced else { return (variable, nameEnd) }
        guard depth < deepest, let close = closingBrace(text, nameEnd, limit) else { return nil }
        variable.length = close + 1 - start
        let sign = text[nameEnd] == UInt8(ascii: ":") ? nameEnd + 1 : nameEnd
        variable.passesOverEmpty = sign > nameEnd
        let rest = min(sign + 1, close)..<close
        switch text[sign] {
        case UInt8(ascii: "-"): variable.absence = .standIn(parse(text, rest, depth: depth + 1))
        case UInt8(ascii: "+"): variable.absence = .ignored(parse(text, rest, depth: depth + 1))
        case UInt8(ascii: "?"): variable.absence = .failure
        default: break
        }
        return (variable, close + 1)
    }

    private static func closingBrace(_ text: [UInt8], _ start: Int, _ limit: Int) -> Int? {
        var open = 1
        for index in start..<min(limit, start + longest) {
            if text[index] == UInt8(ascii: "{") { open += 1 }
            if text[index] == UInt8(ascii: "}") { open -= 1 }
            if open == 0 { return index }
        }
        return nil
    }
}

private let dollar = UInt8(ascii: "$")

extension UInt8 {
    fileprivate var isDigit: Bool { (0x30...0x39).contains(self) }

    fileprivate var isNamePart: Bool {
        isDigit || self == UInt8(ascii: "_") || (0x41...0x5A).contains(self) || (0x61...0x7A).contains(self)
    }
}
