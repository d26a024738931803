import Text

/// Packer's plugins expand `{{ … }}` in the values that they get from HCL. This is another language, Go's
/// `text/template`.
enum GoTemplate {
    /// Text that the expansion returns unchanged.
    static func literal(_ text: String) -> String {
        text.escaping(["{": "{{`{`}}"])
    }
}
