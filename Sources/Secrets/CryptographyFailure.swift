/// Something that OpenSSL or libcrypt would not do. It quotes none of what was given, which may be secret.
struct CryptographyFailure: Error, CustomStringConvertible {
    /// What was tried, as in "could not …".
    let attempt: String
    /// What to look at, as a question.
    let hint: String

    init(_ attempt: String, hint: String = "is there enough memory?") {
        self.attempt = attempt
        self.hint = hint
    }

    var description: String { "the cryptographic library could not \(attempt); \(hint)" }
}
