/// Terminal escape sequences (ECMA-48, sections 5.3 to 5.6).
enum EscapeSequence {
    private static let escape: Unicode.Scalar = "\u{1b}"
    private static let bell: Unicode.Scalar = "\u{7}"
    private static let stringTerminator: Unicode.Scalar = "\u{9c}"
    /// How far to search for the end of a control string. A window title is shorter.
    private static let longestString = 4096
    /// The introducers of control strings: DCS, SOS, OSC, PM and APC, after an escape character or as one C1 character.
    private static let stringOpeners: Set<Unicode.Scalar> = ["P", "X", "]", "^", "_"]

    /// The index after the sequence that begins at `start`; nil if none does.
    ///
    /// A sequence that is cut off ends with the text. Of an unterminated control string only the introducer counts, so
    /// that what follows is still visible.
    static func end(in scalars: [Unicode.Scalar], from start: Int) -> Int? {
        guard let (kind, body) = opening(in: scalars, at: start) else { return nil }
        if kind == "[" {
            return final(in: scalars, from: body, parameters: 0x20...0x3f, finals: 0x40...0x7e)
        }
        if stringOpeners.contains(kind) { return stringEnd(in: scalars, from: body) ?? body }
        return final(in: scalars, from: body - 1, parameters: 0x20...0x2f, finals: 0x30...0x7e)
    }

    /// Whether it is Select Graphic Rendition: `ESC [`, numbers, `m`.
    static func isColor(_ sequence: ArraySlice<Unicode.Scalar>) -> Bool {
        sequence.starts(with: [escape, "["]) && sequence.last == "m"
            && sequence.dropFirst(2).dropLast().allSatisfy { ("0"..."9").contains($0) || $0 == ";" }
    }

    /// The kind of sequence that begins there, as the character after ESC, and where its body begins.
    private static func opening(in scalars: [Unicode.Scalar], at start: Int) -> (Unicode.Scalar, body: Int)? {
        switch scalars[start].value {
        case 0x1b: (start + 1 < scalars.count ? scalars[start + 1] : escape, start + 2)
        case 0x90, 0x98, 0x9b, 0x9d, 0x9e, 0x9f:
            // C1 characters are those from `@` on, shifted by 0x40.
            Unicode.Scalar(scalars[start].value - 0x40).map { ($0, start + 1) }
        default: nil
        }
    }

    private static func final(
        in scalars: [Unicode.Scalar], from start: Int, parameters: ClosedRange<UInt32>, finals: ClosedRange<UInt32>
    ) -> Int {
        var index = start
        while index < scalars.count, parameters.contains(scalars[index].value) { index += 1 }
        return index < scalars.count && finals.contains(scalars[index].value) ? index + 1 : min(index, scalars.count)
    }

    private static func stringEnd(in scalars: [Unicode.Scalar], from start: Int) -> Int? {
        for index in start..<max(start, min(scalars.count, start + longestString)) {
            if scalars[index] == bell || scalars[index] == stringTerminator { return index + 1 }
            if scalars[index] == escape, index + 1 < scalars.count, scalars[index + 1] == "\\" { return index + 2 }
        }
        return nil
    }
}
