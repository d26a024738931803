/// Packer's plugins expand `{{ … }}` in the values that they get from HCL. This is another language, Go's
/// `text/template`.
enum GoTemplate {
    /// Text that the expansion returns unchanged.
    static func literal(_ text: String) -> String {
        text.unicodeScalars.map { $0 == "{" ? "{{`{`}}" : String($0) }.joined()
    }
}
