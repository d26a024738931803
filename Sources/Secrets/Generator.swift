import COpenSSL
import Plan

/// Makes secrets by their recipes.
public struct Generator: Sendable {
    /// Gives the text of a template's part that is no secret of this plan.
    public typealias Lookup = @Sendable (Template.Part) throws -> String

    public init() {}

    /// Makes the secret.
    ///
    /// - Parameter lookup: The values of a derived secret's parts.
    /// - Throws: When the random generator fails, or what `lookup` throws.
    public func make(_ recipe: SecretSpec.Recipe, lookup: Lookup) throws -> Secret {
        switch recipe {
        case .hex(let bytes): Secret(Self.hex(try Random.bytes(bytes)))
        case .base64(let bytes): Secret(Self.base64(try Random.bytes(bytes)))
        case .base64url(let bytes): Secret(Self.base64url(try Random.bytes(bytes)))
        case .alphanumeric(let length): Secret(try Random.characters(length, of: Alphabet.alphanumeric))
        case .password(let length, let symbols): Secret(try Self.password(length, symbols: symbols))
        case .uuid: Secret(Self.uuid(try Random.bytes(16)))
        case .template(let template): Secret(try template.parts.map(lookup).joined())
        }
    }

    static func hex(_ bytes: some Sequence<UInt8>) -> [UInt8] {
        let digits = Array("0123456789abcdef".utf8)
        return bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
    }

    static func base64(_ bytes: [UInt8]) -> [UInt8] {
        // OpenSSL writes a NUL after the text.
        var text = [UInt8](repeating: 0, count: (bytes.count + 2) / 3 * 4 + 1)
        let length = EVP_EncodeBlock(&text, bytes, Int32(bytes.count))
        return Array(text.prefix(Int(length)))
    }

    static func base64url(_ bytes: [UInt8]) -> [UInt8] {
        base64(bytes).compactMap {
            switch $0 {
            case UInt8(ascii: "+"): UInt8(ascii: "-")
            case UInt8(ascii: "/"): UInt8(ascii: "_")
            case UInt8(ascii: "="): nil
            default: $0
            }
        }
    }

    /// Starts with a letter, so that no program takes it for an option.
    static func password(_ length: Int, symbols: Bool) throws -> [UInt8] {
        let classes = Alphabet.legible + (symbols ? [Alphabet.harmlessSymbols] : [])
        let letters = Alphabet.legible[0] + Alphabet.legible[1]
        let alphabet = classes.flatMap { $0 }
        // Drawing whole passwords anew keeps every valid one as likely as any other.
        while true {
            let candidate = try Random.characters(length, of: alphabet)
            let isValid = classes.allSatisfy { !Set($0).isDisjoint(with: candidate) } && letters.contains(candidate[0])
            if isValid || length < classes.count { return candidate }
        }
    }

    static func uuid(_ random: [UInt8]) -> [UInt8] {
        var bytes = random
        // RFC 9562, version 4 and its variant.
        bytes[6] = bytes[6] & 0x0f | 0x40
        bytes[8] = bytes[8] & 0x3f | 0x80
        let digits = hex(bytes)
        return [0..<8, 8..<12, 12..<16, 16..<20, 20..<32].map { Array(digits[$0]) }.joined(separator: Array("-".utf8)).map { $0 }
    }
}
