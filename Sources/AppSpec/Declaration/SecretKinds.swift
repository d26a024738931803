import Glibc
import Plan
import YAML

/// A kind of secret as app.yaml declares it. A new kind is one row of ``all``.
struct SecretKind: Sendable {
    let name: String
    let summary: String
    var fields: [Field] = []
    /// The recipe by the secret's mapping, or nil where that lacks what is needed (which the shape check reports).
    let recipe: @Sendable (Node) -> SecretSpec.Recipe?
    /// How hard the secret is to guess, in bits, where that is the publisher's choice.
    var entropy: (@Sendable (SecretSpec.Recipe) -> Double)?

    /// Bits of entropy below which a secret gives a warning.
    static let leastEntropy = 128.0

    static let all: [SecretKind] = [
        SecretKind(
            name: "hex", summary: "Lower-case hexadecimal digits, two for each byte.", fields: [bytes],
            recipe: { $0["bytes"]?.integer.map { .hex(bytes: $0) } }, entropy: bits(ofBytes:)),
        SecretKind(
            name: "base64", summary: "Standard base64 of random bytes, padded.", fields: [bytes],
            recipe: { $0["bytes"]?.integer.map { .base64(bytes: $0) } }, entropy: bits(ofBytes:)),
        SecretKind(
            name: "base64url", summary: "URL-safe base64 of random bytes, without padding.", fields: [bytes],
            recipe: { $0["bytes"]?.integer.map { .base64url(bytes: $0) } }, entropy: bits(ofBytes:)),
        SecretKind(
            name: "alphanumeric", summary: "Letters and digits.", fields: [length(1...1024)],
            recipe: { $0["length"]?.integer.map { .alphanumeric(length: $0) } },
            entropy: { if case .alphanumeric(let length) = $0 { Double(length) * log2(62) } else { 0 } }),
        SecretKind(
            name: "password", summary: "A password that is easy to read aloud and to type, for a person.",
            fields: [
                length(8...128),
                Field(
                    "symbols", .boolean, "Whether punctuation that needs no quoting is among the characters.",
                    default: "true"),
            ],
            recipe: { node in
                node["length"]?.integer.map { .password(length: $0, symbols: node["symbols"]?.bool ?? true) }
            },
            // 57 letters and digits are left without those that look alike.
            entropy: { if case .password(let length, _) = $0 { Double(length) * log2(57) } else { 0 } }),
        SecretKind(
            name: "uuid", summary: "A random (version 4) UUID in lower case.", recipe: { _ in .uuid }),
        SecretKind(
            name: "template", summary: "Other secrets put together: a prefix, a connection URL.",
            fields: [
                Field(
                    "value", .template, "Text with `{{ secrets.NAME }}` in it.", required: true,
                    example: #""base64:{{ secrets.KEY }}""#)
            ],
            recipe: { $0["value"]?.string.map { .template(Template(text: $0)) } }),
    ]

    private static let bytes = Field(
        "bytes", .integer(1...1024), "How many random bytes it is made from.", required: true, example: "32")

    private static func length(_ range: ClosedRange<Int>) -> Field {
        Field("length", .integer(range), "How many characters it has.", required: true, example: "32")
    }

    @Sendable private static func bits(ofBytes recipe: SecretSpec.Recipe) -> Double {
        switch recipe {
        case .hex(let bytes), .base64(let bytes), .base64url(let bytes): Double(bytes * 8)
        default: 0
        }
    }
}
