import Text

/// What a connection string (a DSN) keeps secret: programs log its parts without the rest.
enum ConnectionString {
    /// The passwords in it, as they are written and, where percent-encoded, as they are meant; none in a text that is
    /// no connection string.
    static func secretParts(of text: String) -> [String] {
        let bytes = Array(text.utf8)
        let parts = userInformation(bytes) + settings(bytes)
        return parts.flatMap { part in
            let plain = percentDecoded(part)
            return plain == part ? [part] : [part, plain]
        }.map { String(decoding: $0, as: UTF8.self) }
    }

    /// What stands before the `@` of `scheme://user:password@host`, or of `user:password@tcp(host)` as Go's MySQL
    /// driver has it: the password, or all of it where it has no colon (a token, a key of Sentry's).
    private static func userInformation(_ text: [UInt8]) -> [[UInt8]] {
        var found: [[UInt8]] = []
        for piece in text.split(whereSeparator: { $0 <= 0x20 || $0 == UInt8(ascii: ",") }) {
            let start = piece.firstRange(of: "://".utf8)?.upperBound ?? piece.startIndex
            // A password may hold `@`, `/` and `#` unencoded, which many programs let pass.
            let beforeQuery = piece[start...].prefix { $0 != UInt8(ascii: "?") }
            guard
                let at = beforeQuery.lastIndex(of: UInt8(ascii: "@"))
                    ?? piece[start...].lastIndex(of: UInt8(ascii: "@"))
            else { continue }
            let information = piece[start..<at]
            if let colon = information.firstIndex(of: UInt8(ascii: ":")) {
                found.append(Array(information[(colon + 1)...]))
            } else if start > piece.startIndex {
                found.append(Array(information))
            }
        }
        return found
    }

    private static let secretNames = ["pass", "pwd", "secret", "token", "key", "credential", "signature"]

    /// The values of `name=value` whose name says that it is secret: a URL's query, libpq's and ODBC's strings.
    private static func settings(_ text: [UInt8]) -> [[UInt8]] {
        text.split { $0 <= 0x20 || "?&;".utf8.contains($0) }.compactMap { setting in
            guard let equals = setting.firstIndex(of: UInt8(ascii: "=")) else { return nil }
            let name = String(decoding: setting[..<equals], as: UTF8.self).lowercased()
            guard secretNames.contains(where: name.contains) else { return nil }
            let value = setting[(equals + 1)...]
            guard let first = value.first, first == 0x27 || first == 0x22, value.last == first, value.count > 1 else {
                return Array(value)
            }
            return Array(value.dropFirst().dropLast())
        }
    }

    private static func percentDecoded(_ bytes: [UInt8]) -> [UInt8] {
        var decoded: [UInt8] = []
        var index = 0
        while index < bytes.count {
            if bytes[index] == UInt8(ascii: "%"), index + 2 < bytes.count,
                let high = Character(Unicode.Scalar(bytes[index + 1])).hexDigitValue,
                let low = Character(Unicode.Scalar(bytes[index + 2])).hexDigitValue
            {
                decoded.append(UInt8(high << 4 | low))
                index += 3
            } else {
                decoded.append(bytes[index])
                index += 1
            }
        }
        return decoded
    }
}
