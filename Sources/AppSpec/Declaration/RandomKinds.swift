import Plan

extension SecretDeclaration {
    static let hex = SecretDeclaration(
        summary: "Lower-case hexadecimal digits; either `bytes` or `length` says how many.",
        fields: [
            Field("bytes", .integer(1...1024), "How many random bytes it is made from.", example: "32"),
            Field("length", .integer(2...2048), "How many digits it has, two for each byte.", example: "64"),
        ])

    static let base64 = SecretDeclaration(summary: "Standard base64 of random bytes, padded.", fields: [bytes])

    static let base64url = SecretDeclaration(
        summary: "URL-safe base64 of random bytes, without padding.", fields: [bytes])

    static let alphanumeric = SecretDeclaration(
        summary: "Letters and digits: `length` of them, or a number between `minimum` and `maximum`.",
        fields: [
            Field("length", .integer(1...1024), "How many characters it has.", example: "32"),
            Field("minimum", .integer(1...1024), "How many characters it has at least."),
            Field("maximum", .integer(1...1024), "How many characters it has at most."),
            Field(
                "characters", .list(.choice(CharacterClass.allCases.map(\.rawValue))),
                "What the characters are drawn from.", default: "[lower, upper, digits]"),
        ])

    static let password = SecretDeclaration(
        summary: "A password that is easy to read aloud and to type, for a person.",
        fields: [
            Field("length", .integer(8...128), "How many characters it has.", required: true, example: "32"),
            Field(
                "symbols", .boolean, "Whether punctuation that needs no quoting is among the characters.",
                default: "true"),
        ])

    static let token = SecretDeclaration(
        summary: "Letters and digits, and six more with their CRC-32 in base 62 (digits, upper case, lower case), "
            + "as GitHub's tokens have it.",
        fields: [
            Field("prefix", .text(.prefix), "What it begins with.", example: "app_"),
            Field("length", .integer(1...1024), "How many characters are random.", default: "30"),
        ])

    static let uuid = SecretDeclaration(summary: "A random (version 4) UUID in lower case, of 122 random bits.")

    static let username = SecretDeclaration(
        summary: "A name such as `user_x7k2`, for a user or a database. No secret, just not the same everywhere.",
        fields: [
            Field("prefix", .text(.prefix), "What it begins with.", default: "user_"),
            Field("length", .integer(1...32), "How many lower-case letters and digits follow.", default: "4"),
        ])

    static let email = SecretDeclaration(
        summary: "An e-mail address. No secret.",
        fields: [
            Field(
                "local", .template, "What stands before the `@`.", default: "admin",
                example: #""{{ secrets.ADMIN_USER }}""#),
            Field(
                "domain", .template, "What stands behind it.", required: true,
                example: #""{{ parameters.domain }}""#),
        ])

    static let port = SecretDeclaration(
        summary: "A port. No secret.",
        fields: [
            Field("minimum", .integer(1...65535), "The lowest that may come.", default: "20000"),
            Field("maximum", .integer(1...65535), "The highest that may come.", default: "29999"),
        ])

    static let timestamp = SecretDeclaration(
        summary: "The time of the first boot. No secret.",
        fields: [
            .choice(
                "format", TimestampFormat.self, "Since 1970, or such as 2026-02-03T04:05:06Z.", default: .seconds)
        ])

    private static let bytes = Field(
        "bytes", .integer(1...1024), "How many random bytes it is made from.", required: true, example: "32")
}

extension Field {
    static func choice<Words: RawRepresentable<String> & CaseIterable>(
        _ key: String, _ words: Words.Type, _ summary: String, default word: Words
    ) -> Field {
        Field(key, .choice(words.allCases.map(\.rawValue)), summary, default: word.rawValue)
    }
}
