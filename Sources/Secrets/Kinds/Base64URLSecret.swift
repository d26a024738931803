import Plan
import Shapes

struct Base64URLSecret: SecretKind {
    static let declaration = SecretDeclaration(
        "base64url", "URL-safe base64 of random bytes, without padding.", [.randomBytes])

    private let bytes: Int

    init?(_ keys: SecretKeys) {
        guard let bytes = keys.integer("bytes") else { return nil }
        self.bytes = bytes
    }

    var entropy: Double? { Double(bytes) * 8 }

    func isSafeInURLs(_ isSafe: (Template.Part) -> Bool) -> Bool { true }

    func make(_ inputs: SecretInputs) throws -> MadeSecret {
        MadeSecret(TextEncodings.base64url(try Random.bytes(bytes)))
    }
}
