import Glibc
import Plan
import Shapes

struct PasswordSecret: SecretKind {
    static let declaration = SecretDeclaration(
        "password", "A password that is easy to read aloud and to type, for a person.",
        [
            Field("length", .integer(8...128), "How many characters it has.", required: true, example: "32"),
            Field(
                "symbols", .boolean, "Whether punctuation that needs no quoting is among the characters.",
                default: "true"),
        ])

    private let length: Int
    private let hasSymbols: Bool

    init?(_ keys: SecretKeys) {
        guard let length = keys.integer("length") else { return nil }
        self.length = length
        hasSymbols = keys.flag("symbols") ?? true
    }

    // 57 letters and digits are left without those that look alike.
    var entropy: Double? { Double(length) * log2(57) }

    func isSafeInURLs(_ isSafe: (Template.Part) -> Bool) -> Bool { true }

    /// Each class of characters is in it at least once. It starts with a letter, so that no program takes it for an
    /// option.
    func make(_ inputs: SecretInputs) throws -> MadeSecret {
        let classes = Alphabet.legible + (hasSymbols ? [Alphabet.harmlessSymbols] : [])
        let letters = Alphabet.legible[0] + Alphabet.legible[1]
        let alphabet = classes.flatMap { $0 }
        // Drawing the whole password again keeps every valid one as likely as any other.
        while true {
            let candidate = try Random.characters(length, of: alphabet)
            let isValid = classes.allSatisfy { !Set($0).isDisjoint(with: candidate) } && letters.contains(candidate[0])
            if isValid || length < classes.count { return MadeSecret(candidate) }
        }
    }
}
