import Testing
import Text

@Suite struct VisibleTextTests {
    static let texts: [(String, String)] = [
        ("plain é ✓\ttext", "plain é ✓\ttext"), ("\u{1b}[2K\u{1b}[31merror\u{1b}[0m: no", "error: no"),
        ("a\rb\u{7}c\u{7f}", "abc"), ("\u{1b}", ""), ("\u{1b}[", ""), ("a\u{1b}[31", "a"),
        ("\u{1b}]0;title\u{7}text", "text"), ("\u{1b}]0;title\u{1b}\\text", "text"),
        ("\u{1b}]0;never ended", "0;never ended"), ("\u{9d}0;title\u{9c}text", "text"), ("\u{1b}(Bx", "x"),
        ("\u{9b}2Jx", "x"), ("\u{9b}", ""), ("a\u{202e}b\u{2066}c\u{200f}", "abc"), ("a\u{200b}\u{feff}\u{ad}b", "ab"),
        ("a\u{2028}b\u{85}c", "abc"), ("one\r\ntwo\n", "one\ntwo\n"), ("\u{1b}[31\u{301}m", "\u{301}m"),
        ("👩\u{200d}💻 می\u{200c}خواهم", "👩\u{200d}💻 می\u{200c}خواهم"),
    ]

    @Test(arguments: texts) func nothingMovesTheCursorOrHides(text: String, visible: String) {
        #expect(Array(VisibleText.of(text).unicodeScalars) == Array(visible.unicodeScalars))
    }

    @Test func aLineIsOneLine() {
        #expect(VisibleText.line("a\nb\tc\r\nd\u{1b}[0m") == "a b c d")
        #expect(VisibleText.isLine("naïve ☃ 👩\u{200d}💻"))
        for text in ["a\nb", "a\tb", "\u{9b}31m", "a\u{202e}b", "a\u{2029}b", "\0"] {
            #expect(!VisibleText.isLine(text), "\(text.debugDescription)")
        }
    }

    @Test func linesEndInTheUsualWays() {
        for text in ["", "one", "one\ntwo\n", "one\r\n\ttwo\r\n"] { #expect(VisibleText.isLines(text)) }
        for text in ["a\rb", "a\r", "a\u{1b}[0m", "a\u{202e}", "a\0", "a\u{2028}b"] {
            #expect(!VisibleText.isLines(text), "\(text.debugDescription)")
        }
    }

    /// Whatever the text, what comes out is visible, and comes out of a second pass as it is.
    @Test func noScalarGetsThroughThatIsNotVisible() {
        let all = (0...0x10ffff).lazy.filter { $0 < 0x3000 || $0 % 101 == 0 || (0xe0000...0xe0fff).contains($0) }
            .compactMap(Unicode.Scalar.init)
        let text = VisibleText.of(String(String.UnicodeScalarView(all)))
        #expect(VisibleText.isLines(text))
        #expect(VisibleText.of(text) == text)
    }

    @Test func coloursStayWhereTheyAreOurs() {
        #expect(VisibleText.of("\u{1b}[1;31mred\u{1b}[0m\u{1b}[2J", keepingColors: true) == "\u{1b}[1;31mred\u{1b}[0m")
    }

    @Test func aMegabyteIsQuick() {
        let text = String(repeating: "\u{1b}]0;x", count: 1 << 10) + String(repeating: "é", count: 1 << 20)
        let time = ContinuousClock().measure { _ = VisibleText.of(text) }
        #expect(time < .seconds(20))
    }
}
