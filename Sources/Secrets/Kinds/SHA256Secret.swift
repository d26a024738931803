import Plan
import Shapes

struct SHA256Secret: SecretKind {
    static let declaration = SecretDeclaration(
        "sha256", "The SHA-256 of another secret's text.",
        [.of, .choice("encoding", Encoding.self, "How it is written.", default: .hex)])

    enum Encoding: String, CaseIterable {
        case hex
        case base64
    }

    private let source: String
    private let encoding: Encoding

    init?(_ keys: SecretKeys) {
        guard let source = keys.secret("of"), let encoding: Encoding = keys.word("encoding") else { return nil }
        self.source = source
        self.encoding = encoding
    }

    func isSafeInURLs(_ isSafe: (Template.Part) -> Bool) -> Bool { encoding == .hex }

    func make(_ inputs: SecretInputs) throws -> MadeSecret {
        let digest = Digests.sha256(Array(try inputs.secret(source).utf8))
        return switch encoding {
        case .hex: MadeSecret(TextEncodings.hex(digest))
        case .base64: MadeSecret(TextEncodings.base64(digest))
        }
    }
}
