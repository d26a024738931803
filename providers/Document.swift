import JSON
import YAML

/// A metadata document of any shape, read leniently. Some clouds write a number where others write text, and an empty
/// list or null for nothing.
enum Document: Equatable, Sendable {
    case null
    /// A text, a number or a boolean, as written.
    case scalar(String)
    case list([Document])
    case object([String: Document])

    subscript(key: String) -> Document {
        guard case .object(let members) = self else { return .null }
        return members[key] ?? .null
    }

    /// The elements of a list; empty for anything else.
    var elements: [Document] {
        guard case .list(let elements) = self else { return [] }
        return elements
    }

    /// A scalar's text without the white space around it, or nil if that is empty.
    var word: String? {
        guard case .scalar(let text) = self else { return nil }
        return text.word
    }

    /// The words of a list, or the lines of a scalar.
    var words: [String] {
        if case .scalar(let text) = self { return text.lines }
        return elements.compactMap(\.word)
    }

    /// A text kept unchanged (user-data); Vultr also writes it as a list of texts. Nil if it is empty.
    var content: String? {
        let text: String
        switch self {
        case .scalar(let scalar): text = scalar
        case .list(let parts): text = parts.compactMap(\.content).joined(separator: "\n")
        case .null, .object: return nil
        }
        return text.isEmpty ? nil : text
    }
}

extension Document {
    /// - Throws: ``Unreadable`` if the bytes are not a JSON object or array, or one that no provider would write.
    init(json bytes: [UInt8]) throws(Unreadable) {
        guard let json = try? JSONValue(parsing: bytes, limits: .init(values: 20_000)) else {
            throw Unreadable(format: "JSON")
        }
        self.init(json)
        switch self {
        case .list, .object: return
        case .null, .scalar: throw Unreadable(format: "JSON")
        }
    }

    private init(_ json: JSONValue) {
        switch json {
        case .null: self = .null
        case .bool(let flag): self = .scalar(String(flag))
        case .number(let text), .string(let text): self = .scalar(text)
        case .array(let elements): self = .list(elements.map(Document.init))
        case .object(let members):
            self = .object(Dictionary(members.map { ($0.key, Document($0.value)) }) { $1 })
        }
    }

    /// - Throws: ``Unreadable`` if the bytes are not a YAML mapping, sequence or null.
    init(yaml bytes: [UInt8]) throws(Unreadable) {
        let root: Node?
        do {
            root = try YAML.parse(bytes)
        } catch {
            throw Unreadable(format: "YAML")
        }
        self = root.map(Document.init) ?? .null
        if case .scalar = self { throw Unreadable(format: "YAML") }
    }

    private init(_ node: Node) {
        switch node.value {
        case .scalar(let scalar):
            let isNull = scalar.isPlain && ["", "~", "null"].contains(scalar.text)
            self = isNull ? .null : .scalar(scalar.text)
        case .sequence(let nodes):
            self = .list(nodes.map(Document.init))
        case .mapping(let pairs):
            var members: [String: Document] = [:]
            for pair in pairs {
                guard case .scalar(let key) = pair.key.value else { continue }
                members[key.text] = Document(pair.value)
            }
            self = .object(members)
        }
    }
}

/// Bytes that are not what the provider documents.
struct Unreadable: Error {
    let format: String
}
