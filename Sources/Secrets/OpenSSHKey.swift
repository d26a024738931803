/// An Ed25519 key in the format of OpenSSH's PROTOCOL.key, without a passphrase.
enum OpenSSHKey {
    private static let type = "ssh-ed25519"

    static func make(comment: String) throws -> MadeSecret {
        let raw = try KeyPair("ED25519").raw()
        let known = string(type) + string(raw.public)
        // The same number twice shows a reader that it decrypted well.
        let check = try Random.bytes(4)
        var secret = check + check + known + string(raw.private + raw.public) + string(comment)
        secret += (1...8).prefix((8 - secret.count % 8) % 8)
        let file =
            Array("openssh-key-v1\0".utf8) + string("none") + string("none") + string("") + number(1) + string(known)
            + string(secret)
        let line = "\(type) \(TextEncodings.base64(known))" + (comment.isEmpty ? "" : " \(comment)")
        return MadeSecret(armored(file), publicHalf: line)
    }

    private static func armored(_ bytes: [UInt8]) -> String {
        let text = Array(TextEncodings.base64(bytes).utf8)
        let lines = stride(from: 0, to: text.count, by: 70).map { start in
            String(decoding: text[start..<min(start + 70, text.count)], as: UTF8.self) + "\n"
        }
        return "-----BEGIN OPENSSH PRIVATE KEY-----\n" + lines.joined() + "-----END OPENSSH PRIVATE KEY-----\n"
    }

    private static func string(_ text: String) -> [UInt8] { string(Array(text.utf8)) }

    /// A string of the SSH protocol (RFC 4251, section 5): its length, then its bytes.
    private static func string(_ bytes: [UInt8]) -> [UInt8] { number(UInt32(bytes.count)) + bytes }

    private static func number(_ value: UInt32) -> [UInt8] {
        [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
    }
}
