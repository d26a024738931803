import Shapes

/// Keys that several kinds have.
extension Field {
    static let randomBytes = Field(
        "bytes", .integer(1...1024), "How many random bytes it is made from.", required: true, example: "32")

    static let of = Field("of", .secret, "The secret that it is made of.", required: true, example: "ADMIN_PASSWORD")

    static let bcryptCost = Field("cost", .integer(4...16), "The binary logarithm of the rounds.", default: "12")

    static func hashFormat(phc: String, django: String) -> Field {
        .choice(
            "format", HashFormat.self,
            "How salt and hash are written: `\(phc)`; `\(django)`; or, in hexadecimal digits, `salt:hash`.",
            default: .phc)
    }
}
