import Plan

extension SecretDeclaration {
    static let jwks = SecretDeclaration(
        summary: "A JSON Web Key Set with the private key of a `key-pair`.",
        fields: [Field("of", .text(.secretName), "The key pair.", required: true, example: "SIGNING_KEY")],
        publicHalf: "the set with the public key alone")

    static let jwt = SecretDeclaration(
        summary: "A JSON Web Token with the time of the first boot as `iat`, signed by another secret: a `key-pair` "
            + "signs by its own algorithm (ES256 for `p-256`) with its JWKS's key id, any text by HS256.",
        fields: [
            Field("key", .text(.secretName), "The secret that signs it.", required: true, example: "JWT_SECRET"),
            Field(
                "claims", .map(.claimName, .either([claim, .map(.claimName, claim)])),
                "The payload; text may have `{{ }}` in it.", example: "{ role: anon, iss: demo }"),
            Field("days", .integer(1...36_500), "How many days it is valid, as `exp`; for ever where there is none."),
        ])

    static let bcrypt = SecretDeclaration(
        summary: "A bcrypt hash of another secret, of which the first 72 bytes count.",
        fields: [
            of, cost,
            .choice("version", BcryptVersion.self, "What it begins with; `2y` for PHP.", default: .b),
        ])

    static let htpasswd = SecretDeclaration(
        summary: "A line for a file of basic authentication: a user, and a bcrypt hash (`$2y$`) of another secret.",
        fields: [Field("user", .template, "The user's name.", required: true, example: "admin"), of, cost])

    static let sha256 = SecretDeclaration(
        summary: "The SHA-256 of another secret's text.",
        fields: [of, .choice("encoding", DigestEncoding.self, "How it is written.", default: .hex)])

    static let pbkdf2 = SecretDeclaration(
        summary: "A PBKDF2 hash of another secret: 32 bytes, or 64 with `sha512`.",
        fields: [
            of, .choice("digest", PBKDF2Digest.self, "What HMAC is made of.", default: .sha256),
            Field("iterations", .integer(1000...10_000_000), "How often it is applied.", default: "600000"),
            format(phc: "$pbkdf2-sha256$i=600000,l=32$salt$hash", django: "pbkdf2_sha256$600000$salt$hash"),
        ])

    static let scrypt = SecretDeclaration(
        summary: "A scrypt hash of another secret: 32 bytes in `phc`, else 64. It takes 128 × `r` × 2^`log2_n` bytes "
            + "of memory, with the defaults 32 MiB.",
        fields: [
            of, Field("log2_n", .integer(10...20), "The binary logarithm of N.", default: "15"),
            Field("r", .integer(1...32), "The block size.", default: "8"),
            Field("p", .integer(1...16), "The parallelization.", default: "3"),
            format(phc: "$scrypt$ln=15,r=8,p=3$salt$hash", django: "scrypt$32768$salt$8$3$hash"),
        ])

    static let template = SecretDeclaration(
        summary: "Other secrets put together: a prefix, a connection URL.",
        fields: [
            Field(
                "value", .template, "Text with `{{ secrets.NAME }}` in it.", required: true,
                example: #""base64:{{ secrets.KEY }}""#)
        ])

    private static let of = Field(
        "of", .text(.secretName), "The secret that it is made of.", required: true, example: "ADMIN_PASSWORD")

    private static let cost = Field("cost", .integer(4...16), "The binary logarithm of the rounds.", default: "12")

    private static let claim = Shape.either([.scalar, .list(.scalar)])

    private static func format(phc: String, django: String) -> Field {
        .choice(
            "format", HashFormat.self,
            "How salt and hash are written: `\(phc)`; `\(django)`; or, in hexadecimal digits, `salt:hash`.",
            default: .phc)
    }
}
