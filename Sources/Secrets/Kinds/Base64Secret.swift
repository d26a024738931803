import Shapes

struct Base64Secret: SecretKind {
    static let declaration = SecretDeclaration("base64", "Standard base64 of random bytes, padded.", [.randomBytes])

    private let bytes: Int

    init?(_ keys: SecretKeys) {
        guard let bytes = keys.integer("bytes") else { return nil }
        self.bytes = bytes
    }

    var entropy: Double? { Double(bytes) * 8 }

    func make(_ inputs: SecretInputs) throws -> MadeSecret {
        MadeSecret(TextEncodings.base64(try Random.bytes(bytes)))
    }
}
