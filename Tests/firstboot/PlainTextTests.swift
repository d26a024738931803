import Testing

@testable import Installation

@Suite struct PlainTextTests {
    @Test(arguments: [
        ("plain é ✓\ttext", "plain é ✓\ttext"), ("\u{1b}[2K\u{1b}[31merror\u{1b}[0m: no", "error: no"),
        ("a\rb\u{7}c\u{7f}", "abc"),
        ("\u{1b}", ""), ("\u{1b}[", ""),
    ]) func nothingMovesTheCursor(text: String, plain: String) {
        #expect(PlainText.of(text) == plain)
    }
}
