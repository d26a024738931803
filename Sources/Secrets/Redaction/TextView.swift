/// A text as a reader of an encoding sees it, with the way back to the text: a secret that is percent-encoded or
/// escaped in any manner is found by its plain bytes.
struct TextView {
    var bytes: [UInt8]
    /// Where each byte begins in the text; one more, for the end.
    private var origins: [Int]

    /// The text itself, and what is left of it once percent-encoding and backslash escapes are undone, also one within
    /// the other: JSON in a JSON log, a URL in it.
    static func all(of text: [UInt8]) -> [TextView] {
        let plain = TextView(bytes: text, origins: Array(0...text.count))
        let percent = plain.undoingPercent(plusIsSpace: false)
        let form = plain.undoingPercent(plusIsSpace: true)
        let backslash = plain.undoingBackslashes()
        let inner = backslash.flatMap {
            [$0.undoingBackslashes(), $0.undoingPercent(plusIsSpace: false), $0.undoingPercent(plusIsSpace: true)]
        }
        let escapedURL = percent.flatMap { $0.undoingBackslashes() }
        return [plain] + ([percent, form, backslash, escapedURL] + (inner ?? [])).compactMap { $0 }
    }

    func origin(of range: Range<Int>) -> Range<Int> { origins[range.lowerBound]..<origins[range.upperBound] }

    /// nil where nothing is encoded so.
    private func undoingPercent(plusIsSpace: Bool) -> TextView? {
        guard bytes.contains(UInt8(ascii: plusIsSpace ? "+" : "%")) else { return nil }
        return undoing { index in
            if plusIsSpace, bytes[index] == UInt8(ascii: "+") { return ([0x20], 1) }
            guard bytes[index] == UInt8(ascii: "%"), let value = hexadecimal(index + 1, digits: 2) else { return nil }
            return ([UInt8(value)], 3)
        }
    }

    /// The escapes of JSON, of C and of shells. nil where there are none.
    private func undoingBackslashes() -> TextView? {
        guard bytes.contains(UInt8(ascii: "\\")) else { return nil }
        return undoing { index in
            guard bytes[index] == UInt8(ascii: "\\"), index + 1 < bytes.count else { return nil }
            switch bytes[index + 1] {
            case UInt8(ascii: "n"): return ([0x0a], 2)
            case UInt8(ascii: "r"): return ([0x0d], 2)
            case UInt8(ascii: "t"): return ([0x09], 2)
            case UInt8(ascii: "x"): return hexadecimal(index + 2, digits: 2).map { ([UInt8($0)], 4) }
            case UInt8(ascii: "u"): return unicodeEscape(index)
            case UInt8(ascii: "U"):
                return hexadecimal(index + 2, digits: 8).flatMap(Unicode.Scalar.init).map {
                    (Array(String($0).utf8), 10)
                }
            case let byte: return ([byte], 2)
            }
        }
    }

    /// `\uXXXX`, or two that are a surrogate pair.
    private func unicodeEscape(_ index: Int) -> ([UInt8], Int)? {
        guard let unit = hexadecimal(index + 2, digits: 4) else { return nil }
        if let scalar = Unicode.Scalar(unit) { return (Array(String(scalar).utf8), 6) }
        guard unit < 0xdc00, index + 7 < bytes.count, bytes[index + 6] == UInt8(ascii: "\\"),
            bytes[index + 7] == UInt8(ascii: "u"), let low = hexadecimal(index + 8, digits: 4),
            (0xdc00...0xdfff).contains(low)
        else { return nil }
        let scalar = Unicode.Scalar(0x10000 + (unit - 0xd800) << 10 + (low - 0xdc00))
        return scalar.map { (Array(String($0).utf8), 12) }
    }

    private func hexadecimal(_ start: Int, digits: Int) -> UInt32? {
        guard start + digits <= bytes.count else { return nil }
        var value: UInt32 = 0
        for byte in bytes[start..<(start + digits)] {
            guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue else { return nil }
            value = value << 4 | UInt32(digit)
        }
        return value
    }

    /// - Parameter decode: What stands at an index and how many bytes it takes; nil for a byte that means itself.
    private func undoing(_ decode: (Int) -> ([UInt8], Int)?) -> TextView {
        var view = TextView(bytes: [], origins: [])
        var index = 0
        while index < bytes.count {
            let (decoded, length) = decode(index) ?? ([bytes[index]], 1)
            view.bytes += decoded
            view.origins += repeatElement(origins[index], count: decoded.count)
            index += length
        }
        view.origins.append(origins[bytes.count])
        return view
    }
}
