import Shapes

extension Shape {
    /// What the value must be, as in "must be …".
    var description: String {
        switch self {
        case .text(let rule): rule.name
        case .template: "text"
        case .secret: TextRule.secretName.name
        case .integer(let range) where range.count == 1: "\(range.lowerBound)"
        case .integer(let range): "a whole number from \(range.lowerBound) to \(range.upperBound)"
        case .boolean: "true or false"
        case .size: "a size"
        case .duration: "a time"
        case .scalar: "text, a number, true or false"
        case .choice: "one of the known words"
        case .list: "a list"
        case .object, .map, .tagged, .keyed: "a mapping"
        case .either(let shapes): shapes.map(\.description).joined(separator: " or ")
        }
    }

    /// How such a value is written, for the help line.
    var rule: String {
        switch self {
        case .text(let rule): rule.rule
        case .template: "write some text, in quotes where it holds {{ }}"
        case .secret: TextRule.secretName.rule
        case .integer(let range) where range.count == 1: "write \(range.lowerBound)"
        case .integer(let range): "write a number from \(range.lowerBound) to \(range.upperBound), without quotes"
        case .boolean: "write true or false, without quotes"
        case .size: "write a whole number with B, KiB, MiB, GiB or TiB, such as 512MiB"
        case .duration: "write a whole number with s, min or h, such as 90s"
        case .choice(let words): "write one of " + words.joined(separator: ", ")
        case .list: "write `- ` before each item, or put them in [brackets]"
        case .object(let fields): "its keys are " + fields.map { "`\($0.key)`" }.joined(separator: ", ")
        case .keyed(let variants):
            "make an item for each, with one of " + variants.map { "`\($0.name)`" }.joined(separator: ", ")
        case .tagged(let tag, _): "give it the key `\(tag)`"
        case .map: "write `name: value`, one a line"
        case .scalar: "write it in quotes"
        case .either(let shapes): shapes.map(\.rule).joined(separator: "; or ")
        }
    }

    /// Whether a node of this kind can be meant as this shape at all.
    func accepts(_ kind: NodeKind) -> Bool {
        switch self {
        case .text(let rule): kind == .text || kind == .number && rule.allowsNumbers
        case .template, .secret: kind == .text || kind == .number
        case .integer: kind == .number
        case .boolean: kind == .boolean
        case .size, .duration, .choice: kind == .text || kind == .number
        case .scalar: kind == .text || kind == .number || kind == .boolean
        case .list: kind == .list
        case .object, .map, .tagged, .keyed: kind == .mapping
        case .either(let shapes): shapes.contains { $0.accepts(kind) }
        }
    }
}
