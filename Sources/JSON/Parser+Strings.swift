extension Parser {
    /// The string whose opening quote comes next.
    mutating func string() throws(JSONError) -> String {
        let opening = offset
        offset += 1
        // The bytes from here on are the string's own. Earlier ones, if any, are in `unescaped`.
        var start = offset
        var unescaped: [UInt8] = []
        while let byte = next {
            switch byte {
            case UInt8(ascii: "\""):
                let rest = bytes[start..<offset]
                offset += 1
                let text = unescaped.isEmpty ? text(rest) : text(unescaped + rest)
                guard let text else { throw JSONError(problem: .notUTF8, offset: opening) }
                return text
            case UInt8(ascii: "\\"):
                unescaped += bytes[start..<offset]
                try escape(into: &unescaped)
                start = offset
            case 0..<0x20: throw failure(.controlCharacter)
            default: offset += 1
            }
        }
        throw failure(.endsEarly)
    }

    private func text(_ bytes: some Sequence<UInt8>) -> String? { String(validating: bytes, as: UTF8.self) }

    /// Moves past an escape and appends its meaning.
    private mutating func escape(into text: inout [UInt8]) throws(JSONError) {
        offset += 1
        switch next {
        case UInt8(ascii: "b"): text.append(0x08)
        case UInt8(ascii: "f"): text.append(0x0c)
        case UInt8(ascii: "n"): text.append(0x0a)
        case UInt8(ascii: "r"): text.append(0x0d)
        case UInt8(ascii: "t"): text.append(0x09)
        case let byte? where byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") || byte == UInt8(ascii: "/"):
            text.append(byte)
        case UInt8(ascii: "u"):
            offset += 1
            return text.append(contentsOf: try scalar().utf8)
        default: throw failure(.badEscape)
        }
        offset += 1
    }

    /// The character of a `\u` escape, or of two that form a surrogate pair.
    private mutating func scalar() throws(JSONError) -> Unicode.Scalar {
        let unit = try hexadecimal()
        if let scalar = Unicode.Scalar(unit) { return scalar }
        let end = offset
        if unit < 0xdc00, take(UInt8(ascii: "\\")), take(UInt8(ascii: "u")) {
            let low = try hexadecimal()
            if (0xdc00...0xdfff).contains(low) {
                return Unicode.Scalar(0x10000 + (unit - 0xd800) << 10 + (low - 0xdc00)) ?? "\u{fffd}"
            }
        }
        // The next escape is a character by itself.
        offset = end
        return "\u{fffd}"
    }

    private mutating func hexadecimal() throws(JSONError) -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<4 {
            let digit = next.flatMap { Character(Unicode.Scalar($0)).hexDigitValue }
            guard let digit else { throw failure(.badEscape) }
            value = value << 4 | UInt32(digit)
            offset += 1
        }
        return value
    }
}
