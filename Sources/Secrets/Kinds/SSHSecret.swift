import Shapes

/// In the format of OpenSSH's PROTOCOL.key.
struct SSHSecret: SecretKind {
    static let declaration = SecretDeclaration(
        "ssh", "A private Ed25519 key in OpenSSH's format, without a passphrase.",
        [Field("comment", .text(.line), "What the public key ends with.", example: "backup@example.com")],
        publicHalf: "its line for `authorized_keys`")

    private let comment: String

    init(_ keys: SecretKeys) { comment = keys.text("comment") ?? "" }

    private static let type = "ssh-ed25519"

    func make(_ inputs: SecretInputs) throws -> MadeSecret {
        let raw = try KeyPair("ED25519").raw()
        let known = string(Self.type) + string(raw.public)
        // The same number twice shows a reader that it decrypted well.
        let check = try Random.bytes(4)
        var secret = check + check + known + string(raw.private + raw.public) + string(comment)
        secret += (1...8).prefix((8 - secret.count % 8) % 8)
        let file =
            Array("openssh-key-v1\0".utf8) + string("none") + string("none") + string("") + number(1) + string(known)
            + string(secret)
        let line = "\(Self.type) \(TextEncodings.base64(known))" + (comment.isEmpty ? "" : " \(comment)")
        return MadeSecret(armored(file), publicHalf: line)
    }

    private func armored(_ bytes: [UInt8]) -> String {
        let text = Array(TextEncodings.base64(bytes).utf8)
        let lines = stride(from: 0, to: text.count, by: 70).map { start in
            String(decoding: text[start..<min(start + 70, text.count)], as: UTF8.self) + "\n"
        }
        return "-----BEGIN OPENSSH PRIVATE KEY-----\n" + lines.joined() + "-----END OPENSSH PRIVATE KEY-----\n"
    }

    private func string(_ text: String) -> [UInt8] { string(Array(text.utf8)) }

    /// A string of the SSH protocol (RFC 4251, section 5): its length, then its bytes.
    private func string(_ bytes: [UInt8]) -> [UInt8] { number(UInt32(bytes.count)) + bytes }

    private func number(_ value: UInt32) -> [UInt8] {
        [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
    }
}
