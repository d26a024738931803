/// Text that others wrote for a terminal, without what would move about on ours.
package enum PlainText {
    /// Leaves out escape sequences (ECMA-48 CSI) and control characters, but for tabs.
    package static func of(_ text: String) -> String {
        var plain = String.UnicodeScalarView()
        var isEscape = false
        for scalar in text.unicodeScalars {
            if isEscape {
                // A CSI sequence ends with a letter or one of `@ [ \ ] ^ _ { | } ~` but for its own bracket.
                isEscape = scalar == "[" || !(0x40...0x7e).contains(scalar.value)
            } else if scalar == "\u{1b}" {
                isEscape = true
            } else if scalar == "\t" || (scalar.value >= 0x20 && scalar.value != 0x7f) {
                plain.append(scalar)
            }
        }
        return String(plain)
    }
}
