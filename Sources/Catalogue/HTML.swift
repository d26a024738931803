import Text

/// Text as HTML.
enum HTML {
    private static let marks: [Unicode.Scalar: String] = [
        "<": "&lt;", ">": "&gt;", "&": "&amp;", "\"": "&quot;", "'": "&#39;",
    ]

    /// Text that means itself, on one line, within an element or a quoted attribute.
    static func text(_ text: String) -> String { VisibleText.line(text).escaping(marks) }

    /// The same for text of several lines, each of which stays one.
    static func lines(_ text: String) -> String { VisibleText.of(text).escaping(marks) }

    /// An address for `href`; nil for one that a browser would run instead of opening, such as `javascript:`.
    static func address(_ url: String) -> String? {
        ["https://", "http://"].contains { url.lowercased().hasPrefix($0) } ? text(url) : nil
    }

    /// A link to another website, which learns nothing of this one; nil where the address is none.
    static func link(_ url: String, _ label: String, kind: String = "") -> String? {
        address(url).map {
            "<a\(kind.isEmpty ? "" : " class=\"\(kind)\"") href=\"\($0)\" rel=\"noopener noreferrer\">\(text(label))</a>"
        }
    }

    /// Paragraphs, which an empty line divides.
    static func paragraphs(_ text: String) -> String {
        var paragraphs: [[String]] = [[]]
        for line in lines(text).split(separator: "\n", omittingEmptySubsequences: false) {
            if line.allSatisfy(\.isWhitespace) {
                paragraphs.append([])
            } else {
                paragraphs[paragraphs.count - 1].append(String(line))
            }
        }
        return paragraphs.filter { !$0.isEmpty }.map { "<p>\($0.joined(separator: "\n"))</p>" }.joined(separator: "\n")
    }

    /// A whole page. Its policy lets a browser run these scripts and nothing else, whatever a text has in it.
    ///
    /// - Parameters:
    ///   - body: HTML.
    ///   - script: The page's only one.
    static func page(title: String, summary: String, body: String, script: String) -> String {
        """
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src 'self'; \
        style-src 'unsafe-inline'; script-src '\(Policy.source(script))'; base-uri 'none'; form-action 'none'">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <meta name="referrer" content="no-referrer">
        <meta name="description" content="\(text(summary))">
        <title>\(text(title))</title>
        <style>
        \(Style.text)</style>
        </head>
        <body>
        \(body)
        <script>\(script)</script>
        </body>
        </html>

        """
    }
}
