import Findings
import Testing
import YAML

@Suite struct RenderingTests {
    private func render(_ text: String, line: Int = 1, column: Int, length: Int = 1) -> [String] {
        Diagnostic(.error, "m", file: "f", at: Mark(line: line, column: column), length: length, help: "h")
            .render(source: SourceText(file: "f", bytes: Array(text.utf8)), color: false)
            .split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }

    @Test func `message, place, line, caret and help`() {
        #expect(
            render("a: b\n\n\n\n\n\n\n\n\n  key: x", line: 10, column: 3, length: 3) == [
                "error: m", "  --> f:10:3", "   |", "10 |   key: x", "   |   ^^^", "help: h", "",
            ])
    }

    @Test func `tabs and wide characters keep the caret in its place`() {
        #expect(render("\t漢e\u{301}x", column: 5)[3...4] == ["1 |  漢e\u{301}x", "  |     ^"])
        #expect(render("漢", column: 1)[4] == "  | ^^")
    }

    @Test func `control characters cannot reach the terminal`() {
        #expect(render("a\u{1B}[31m\u{202E}b", column: 1)[3] == "1 | a\u{FFFD}[31m\u{FFFD}b")
    }

    @Test func `a long line is shown around the caret`() {
        let lines = render(
            String(repeating: "x", count: 500) + "HERE" + String(repeating: "y", count: 500), column: 501, length: 4)
        #expect(lines[3].count < 120 && lines[3].contains("HERE"))
        #expect(lines[4].count == lines[3].split(separator: "HERE")[0].count + 4)
        #expect(lines[4].hasSuffix("^^^^"))
    }

    @Test(arguments: [(1, 100), (9, 1), (2, 1)])
    func `a mark outside of the text still gives a place`(line: Int, column: Int) {
        #expect(render("a\n", line: line, column: column)[1].hasSuffix("f:\(line):\(column)"))
    }

    @Test(arguments: ["\n", "\r\n", "\r", "\u{85}", "\u{2028}", "\u{2029}"])
    func `lines end where libyaml ends them`(lineBreak: String) throws {
        let text = "a: 1\(lineBreak)b: [\(lineBreak)"
        do throws(YAMLError) {
            _ = try YAML.parse(Array(text.utf8))
            Issue.record("it was read")
        } catch {
            #expect(render(text, line: 2, column: 4).contains("2 | b: ["))
            #expect(error.mark.line >= 2)
        }
    }

    @Test func `colour is kept out of the text`() {
        let diagnostic = Diagnostic(.warning, "m", file: "f", at: Mark(line: 1, column: 1), help: "h")
        let colored = diagnostic.render(source: nil, color: true)
        #expect(colored.contains("\u{1B}[1;33m"))
        #expect(colored.replacing(#/\u{1B}\[[0-9;]*m/#, with: "") == diagnostic.render(source: nil, color: false))
    }
}
