import Plan
import Shapes

struct PortSecret: SecretKind {
    static let declaration = SecretDeclaration(
        "port", "A port. No secret.",
        [
            Field("minimum", .integer(1...65535), "The lowest that may come.", default: "20000"),
            Field("maximum", .integer(1...65535), "The highest that may come.", default: "29999"),
        ])

    private let range: ClosedRange<Int>

    init?(_ keys: SecretKeys) {
        guard let range = keys.bounds() else { return nil }
        self.range = range
    }

    func isSafeInURLs(_ isSafe: (Template.Part) -> Bool) -> Bool { true }

    func make(_ inputs: SecretInputs) throws -> MadeSecret { MadeSecret(String(try Random.number(in: range))) }
}
