import Text

/// The pages that people see.
enum SetupHTML {
    /// - Parameter withScript: The one that keeps the steps up to date; a page with a form would lose what is typed.
    static func page(_ title: String, state: String, withScript: Bool, _ content: String) -> String {
        """
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>\(escaped(title))</title>
        <link rel="icon" href="data:,">
        \(withScript ? #"<noscript><meta http-equiv="refresh" content="5"></noscript>"# : "")
        <style>\(SetupLook.style)</style>
        </head>
        <body data-state="\(escaped(state))">
        <main>
        \(content)
        </main>
        \(withScript ? "<script>\(SetupLook.script)</script>" : "")
        </body>
        </html>

        """
    }

    /// How far the set-up is.
    static func progress(_ title: String, _ state: PageState) -> String {
        let items = state.steps.enumerated().map { index, step in
            let isDone = state.current.map { index < $0 } ?? false
            let marks = index == state.current ? " aria-current=\"step\"" : isDone ? " class=\"done\"" : ""
            return "<li\(marks)><span class=\"unseen\">\(isDone ? "Done: " : "")</span>\(escaped(step))</li>"
        }
        return page(
            "\(title) is being set up", state: PageState.settingUp, withScript: true,
            """
            <h1>\(escaped(title))</h1>
            <p class="lead">This machine is being set up.</p>
            <p id="now" role="status">\(escaped(state.sentence))</p>
            <ol aria-label="Steps">
            \(items.joined(separator: "\n"))
            </ol>
            <p class="note">This takes a few minutes. The page follows by itself, and makes way for \(escaped(title)) when it \
            is there. The machine’s console shows more.</p>
            """)
    }

    static func escaped(_ text: String) -> String {
        VisibleText.line(text).escaping(["&": "&amp;", "<": "&lt;", ">": "&gt;", "\"": "&quot;", "'": "&#39;"])
    }
}
