import Plan

extension SecretDeclaration {
    static let keyPair = SecretDeclaration(
        summary: "A private key in PEM (PKCS #8).",
        fields: [
            Field(
                "algorithm", .choice(KeyAlgorithm.allCases.map(\.rawValue)), "What kind of key it is.",
                required: true, example: "p-256")
        ],
        publicHalf: "the public key in PEM")

    static let wireguard = SecretDeclaration(
        summary: "A private key of X25519 in base64, as `wg genkey` makes it.",
        publicHalf: "the public key in base64")

    static let ssh = SecretDeclaration(
        summary: "A private Ed25519 key in OpenSSH's format, without a passphrase.",
        fields: [
            Field("comment", .text(.line), "What the public key ends with.", example: "backup@example.com")
        ],
        publicHalf: "its line for `authorized_keys`")

    static let vapid = SecretDeclaration(
        summary: "The private key of Web Push (VAPID): P-256, 32 bytes in base64url.",
        publicHalf: "the public key, 65 bytes in base64url")

    static let certificate = SecretDeclaration(
        summary: "A private key in PEM, and a certificate that it signs itself at the first boot.",
        fields: [
            .choice("algorithm", KeyAlgorithm.self, "What kind of key it is.", default: .p256),
            Field(
                "names", .list(.template), "Host names and addresses that it is for; the common name is the first.",
                default: #"["{{ address }}"]"#),
            Field("days", .integer(1...36_500), "How many days it is valid.", default: "3650"),
        ],
        publicHalf: "the certificate in PEM")
}
