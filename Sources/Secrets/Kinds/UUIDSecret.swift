import Plan

struct UUIDSecret: SecretKind {
    static let declaration = SecretDeclaration(
        "uuid", "A random (version 4) UUID in lower case, of 122 random bits.")

    init(_ keys: SecretKeys) {}

    func isSafeInURLs(_ isSafe: (Template.Part) -> Bool) -> Bool { true }

    func make(_ inputs: SecretInputs) throws -> MadeSecret {
        var bytes = try Random.bytes(16)
        // RFC 9562, version 4 and its variant.
        bytes[6] = bytes[6] & 0x0f | 0x40
        bytes[8] = bytes[8] & 0x3f | 0x80
        let digits = TextEncodings.hex(bytes)
        let groups = [0..<8, 8..<12, 12..<16, 16..<20, 20..<32].map { digits[$0] }
        return MadeSecret(Array(groups.joined(separator: Array("-".utf8))))
    }
}
