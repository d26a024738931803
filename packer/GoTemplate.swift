/// Packer's plugins expand `{{ … }}` in what HCL hands them, in a language of its own (Go's `text/template`).
enum GoTemplate {
    /// Text that the expansion gives back as it is.
    static func literal(_ text: String) -> String {
        text.unicodeScalars.map { $0 == "{" ? "{{`{`}}" : String($0) }.joined()
    }
}
