/// A value in HCL, the language of Packer's templates. A string is never read as a template.
public indirect enum HCLValue: Sendable {
    /// Literal text: `${` and `%{` in it are escaped.
    case string(String)
    /// A quoted template: strings stand for themselves, everything else is interpolated.
    case interpolated([HCLValue])
    case number(Int)
    case bool(Bool)
    /// A traversal such as `var.region`.
    case reference([HCLName])
    case call(HCLName, [HCLValue])
    case comparison(HCLValue, Comparison, HCLValue)
    /// `condition ? then : otherwise`
    case choice(HCLValue, then: HCLValue, otherwise: HCLValue)
    case list([HCLValue])
    /// Written in this order, with quoted keys.
    case map([(key: String, value: HCLValue)])

    public enum Comparison: String, Sendable {
        case equal = "=="
        case greater = ">"
    }

    public static func variable(_ name: HCLName) -> HCLValue { .reference(["var", name]) }
    public static func local(_ name: HCLName) -> HCLValue { .reference(["local", name]) }
}

/// An identifier in HCL. Only the program's own text becomes one, never a user's text.
public struct HCLName: Hashable, Sendable, ExpressibleByStringLiteral, CustomStringConvertible {
    public let description: String

    /// - Precondition: A letter or underscore, then letters, digits, underscores and hyphens, all ASCII.
    public init(stringLiteral value: StaticString) {
        let text = value.description
        precondition(HCLName.isValid(text), "not an HCL identifier")
        description = text
    }

    static func isValid(_ text: String) -> Bool {
        guard let first = text.utf8.first, isLetter(first) else { return false }
        return text.utf8.allSatisfy { isLetter($0) || (0x30...0x39).contains($0) || $0 == 0x2D }
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) || byte == 0x5F
    }
}
