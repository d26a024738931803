import Plan
import Shapes

struct UsernameSecret: SecretKind {
    static let declaration = SecretDeclaration(
        "username",
        "A name such as `user_x7k2`, for a user or a database. No secret, just not the same everywhere.",
        [
            Field("prefix", .text(.prefix), "What it begins with.", default: "user_"),
            Field("length", .integer(1...32), "How many lower-case letters and digits follow.", default: "4"),
        ])

    private let prefix: String
    private let length: Int

    init?(_ keys: SecretKeys) {
        guard let prefix = keys.text("prefix"), let length = keys.integer("length") else { return nil }
        self.prefix = prefix
        self.length = length
    }

    func isSafeInURLs(_ isSafe: (Template.Part) -> Bool) -> Bool { true }

    func make(_ inputs: SecretInputs) throws -> MadeSecret {
        MadeSecret(prefix.utf8 + (try Random.characters(length, of: Alphabet.lower + Alphabet.digits)))
    }
}
