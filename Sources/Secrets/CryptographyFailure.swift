/// Something that OpenSSL or libcrypt would not do. It quotes none of what was given, which may be secret.
struct CryptographyFailure: Error, CustomStringConvertible {
    /// What was tried, as in "could not …".
    let attempt: String

    init(_ attempt: String) { self.attempt = attempt }

    var description: String { "the cryptographic library could not \(attempt); is there enough memory?" }
}
