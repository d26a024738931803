import YAML

/// What kind of value a node is, for messages about wrong ones.
enum NodeKind: String {
    case nothing
    case boolean = "a boolean"
    case number = "a number"
    case text
    case list = "a list"
    case mapping = "a mapping"

    init(_ node: Node) {
        switch node.value {
        case .sequence: self = .list
        case .mapping: self = .mapping
        case .scalar:
            self = node.isNull ? .nothing : node.bool != nil ? .boolean : node.isNumber ? .number : .text
        }
    }
}
