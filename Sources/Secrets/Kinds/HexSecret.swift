import Plan
import Shapes

struct HexSecret: SecretKind {
    static let declaration = SecretDeclaration(
        "hex", "Lower-case hexadecimal digits; either `bytes` or `length` says how many.",
        [
            Field("bytes", .integer(1...1024), "How many random bytes it is made from.", example: "32"),
            Field("length", .integer(2...2048), "How many digits it has, two for each byte.", example: "64"),
        ])

    private let bytes: Int

    init?(_ keys: SecretKeys) {
        switch (keys.integer("bytes"), keys.integer("length")) {
        case (let bytes?, nil): self.bytes = bytes
        case (nil, let length?):
            if !length.isMultiple(of: 2) {
                keys.report(
                    "`length` must be even", at: ["length"],
                    help: "two digits stand for a byte; write \(length &+ 1)")
            }
            bytes = length / 2
        case (nil, nil):
            keys.report("needs `bytes` or `length`", help: "add `bytes: 32`")
            return nil
        case (_?, _?):
            keys.report("has both `bytes` and `length`", help: "keep one of the two")
            return nil
        }
    }

    var entropy: Double? { Double(bytes) * 8 }

    func isSafeInURLs(_ isSafe: (Template.Part) -> Bool) -> Bool { true }

    func make(_ inputs: SecretInputs) throws -> MadeSecret {
        MadeSecret(TextEncodings.hex(try Random.bytes(bytes)))
    }
}
