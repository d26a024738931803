import Plan

/// Bytes as text.
enum TextEncodings {
    static func hex(_ bytes: some Sequence<UInt8>) -> [UInt8] {
        let digits = Array("0123456789abcdef".utf8)
        return bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
    }

    static func base64(_ bytes: [UInt8]) -> String { Base64.encode(bytes) }

    /// Standard base64 without its padding, as the PHC string format and OpenSSH's fingerprints have it.
    static func unpaddedBase64(_ bytes: [UInt8]) -> String {
        String(Base64.encode(bytes).prefix { $0 != "=" })
    }

    /// Without padding (RFC 4648, section 5).
    static func base64url(_ bytes: [UInt8]) -> String {
        let text = Base64.encode(bytes).utf8.compactMap { character in
            switch character {
            case UInt8(ascii: "+"): UInt8(ascii: "-")
            case UInt8(ascii: "/"): UInt8(ascii: "_")
            case UInt8(ascii: "="): UInt8?.none
            default: character
            }
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// All but RFC 3986's unreserved characters become `%` and two digits.
    static func percent(_ text: String) -> String {
        let kept = Alphabet.alphanumeric + Array("-._~".utf8)
        let digits = Array("0123456789ABCDEF".utf8)
        let encoded = text.utf8.flatMap { byte in
            kept.contains(byte) ? [byte] : [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
        }
        return String(decoding: encoded, as: UTF8.self)
    }
}

extension Template.Encoding {
    public func encode(_ text: String) -> String {
        switch self {
        case .urlencode: TextEncodings.percent(text)
        case .base64: TextEncodings.base64(Array(text.utf8))
        }
    }
}
