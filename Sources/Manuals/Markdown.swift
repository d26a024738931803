import Text

/// Text as Markdown (CommonMark, with GitHub's tables).
public enum Markdown {
    /// Text that means itself, on one line: a title with `*` or `<script>` in it is shown as such.
    public static func text(_ text: String) -> String {
        VisibleText.line(text).escaping(syntax)
    }

    private static let syntax: [Unicode.Scalar: String] = {
        let marks = "\\`*_[]|#~!".unicodeScalars.map { ($0, "\\\($0)") }
        return ["<": "&lt;", ">": "&gt;", "&": "&amp;"].merging(marks) { $1 }
    }()

    /// The text as code, also where it has backticks in it.
    public static func code(_ text: String) -> String {
        let text = VisibleText.line(text)
        var longest = 0
        var current = 0
        for scalar in text.unicodeScalars {
            current = scalar == "`" ? current + 1 : 0
            longest = max(longest, current)
        }
        let fence = String(repeating: "`", count: longest + 1)
        let space = longest > 0 || text.isEmpty ? " " : ""
        // In a table, a bar ends the cell even within code.
        return fence + space + text.escaping(["|": "\\|"]) + space + fence
    }

    /// Lines to type.
    static func commands(_ lines: String...) -> String {
        (["```sh"] + lines + ["```"]).joined(separator: "\n")
    }

    /// - Parameter rows: Cells that are Markdown already.
    static func table(_ head: [String], _ rows: [[String]]) -> String {
        ([head, head.map { _ in "---" }] + rows)
            .map { "| " + $0.joined(separator: " | ") + " |" }
            .joined(separator: "\n")
    }

    /// Blocks with an empty line between them; nil and empty ones are left out.
    public static func page(_ blocks: [String?]) -> String {
        blocks.compactMap { $0 }.filter { !$0.isEmpty }.joined(separator: "\n\n") + "\n"
    }
}
