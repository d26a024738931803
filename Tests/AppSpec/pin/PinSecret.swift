import Glibc
import Plan
import Shapes

@testable import Secrets

/// A kind that Landfall does not have: some digits, as docs/how-to/add-a-secret-kind.md says to make one.
struct PinSecret: SecretKind {
    static let declaration = SecretDeclaration(
        "pin", "Digits, in groups.",
        [
            Field("digits", .integer(4...64), "How many digits it has.", default: "6"),
            Field("groups", .integer(1...8), "How many groups they are written in.", default: "1"),
            Field("before", .template, "What stands before it.", example: #""{{ address }}-""#),
        ])

    private let digits: Int
    private let groups: Int
    private let before: Template

    init?(_ keys: SecretKeys) {
        guard let digits = keys.integer("digits"), let groups = keys.integer("groups") else { return nil }
        guard digits.isMultiple(of: groups) else {
            keys.report("groups cannot all be as long", at: ["groups"], help: "\(digits) must be a multiple of it")
            return nil
        }
        self.digits = digits
        self.groups = groups
        before = keys.template("before") ?? Template([])
    }

    var entropy: Double? { Double(digits) * log2(10) }

    func make(_ inputs: SecretInputs) throws -> MadeSecret {
        let made = try (0..<groups).map { _ in try Random.characters(digits / groups, of: Alphabet.digits) }
        let text = Array(made.joined(separator: Array(" ".utf8)))
        return MadeSecret(Array(try inputs.text(before).utf8) + text)
    }
}
