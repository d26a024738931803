import Glibc
import Plan
import Shapes

struct AlphanumericSecret: SecretKind {
    static let declaration = SecretDeclaration(
        "alphanumeric", "Letters and digits: `length` of them, or a number between `minimum` and `maximum`.",
        [
            Field("length", .integer(1...1024), "How many characters it has.", example: "32"),
            Field("minimum", .integer(1...1024), "How many characters it has at least.", example: "24"),
            Field("maximum", .integer(1...1024), "How many characters it has at most.", example: "32"),
            Field(
                "characters", .list(.choice(CharacterClass.allCases.map(\.rawValue))),
                "What the characters are drawn from.", default: "[lower, upper, digits]"),
        ])

    /// How many; drawn too where the bounds differ.
    private let length: ClosedRange<Int>
    private let alphabet: [UInt8]

    init?(_ keys: SecretKeys) {
        let words = keys.list("characters")
        if words == [] { keys.report("draws from no characters", help: "name some of lower, upper, digits") }
        let given = (words ?? []).compactMap { word in
            if case .text(let text) = word { CharacterClass(rawValue: text) } else { nil }
        }
        alphabet = CharacterClass.allCases.filter { given.isEmpty || given.contains($0) }.flatMap(\.characters)
        let length: ClosedRange<Int>?
        switch (keys.integer("length"), keys.has("minimum"), keys.has("maximum")) {
        case (let exact?, false, false): length = exact...exact
        case (nil, true, true): length = keys.bounds()
        default:
            keys.report("needs `length`, or `minimum` and `maximum`", help: "add `length: 32`")
            length = nil
        }
        guard let length else { return nil }
        self.length = length
    }

    var entropy: Double? { Double(length.lowerBound) * log2(Double(alphabet.count)) }

    func isSafeInURLs(_ isSafe: (Template.Part) -> Bool) -> Bool { true }

    func make(_ inputs: SecretInputs) throws -> MadeSecret {
        MadeSecret(try Random.characters(try Random.number(in: length), of: alphabet))
    }
}

private enum CharacterClass: String, CaseIterable {
    case lower
    case upper
    case digits

    var characters: [UInt8] {
        switch self {
        case .lower: Alphabet.lower
        case .upper: Alphabet.upper
        case .digits: Alphabet.digits
        }
    }
}
