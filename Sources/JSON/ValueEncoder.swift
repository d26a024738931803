/// A value that is being encoded: a leaf, or an object or array of others.
final class ValueEncoder: Encoder {
    private var leaf: JSONValue?
    private var members: [String: ValueEncoder]?
    private(set) var elements: [ValueEncoder]?
    private let parent: ValueEncoder?
    private let key: (any CodingKey)?

    init(in parent: ValueEncoder? = nil, at key: (any CodingKey)? = nil) {
        self.parent = parent
        self.key = key
    }

    var userInfo: [CodingUserInfoKey: Any] { [:] }

    var codingPath: [any CodingKey] { (parent?.codingPath ?? []) + (key.map { [$0] } ?? []) }

    /// The encoded value; an empty object if nothing was encoded, as for a type without stored properties.
    var value: JSONValue {
        if let leaf { return leaf }
        if let elements { return .array(elements.map(\.value)) }
        return .object((members ?? [:]).sorted { $0.key < $1.key }.map { .init($0.key, $0.value.value) })
    }

    func member(_ key: some CodingKey) -> ValueEncoder {
        let child = ValueEncoder(in: self, at: key)
        members?[key.stringValue] = child
        return child
    }

    func element() -> ValueEncoder {
        let child = ValueEncoder(in: self, at: NamedKey(intValue: elements?.count ?? 0))
        elements?.append(child)
        return child
    }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
        if members == nil { members = [:] }
        return KeyedEncodingContainer(KeyedEncoders<Key>(encoder: self))
    }

    func unkeyedContainer() -> any UnkeyedEncodingContainer {
        if elements == nil { elements = [] }
        return UnkeyedEncoders(encoder: self)
    }

    func singleValueContainer() -> any SingleValueEncodingContainer { self }
}

extension ValueEncoder: SingleValueEncodingContainer {
    func encodeNil() { leaf = .null }
    func encode(_ value: Bool) { leaf = .bool(value) }
    func encode(_ value: String) { leaf = .string(value) }
    func encode(_ value: Double) throws { leaf = try real(value) }
    func encode(_ value: Float) throws { leaf = try real(value) }
    func encode(_ value: some FixedWidthInteger & Encodable) { leaf = .number("\(value)") }
    func encode(_ value: some Encodable) throws { try value.encode(to: self) }

    private func real(_ value: some BinaryFloatingPoint) throws -> JSONValue {
        guard value.isFinite else {
            throw EncodingError.invalidValue(
                value, .init(codingPath: codingPath, debugDescription: "JSON has no infinity and no NaN"))
        }
        // The fewest digits that still give the same number.
        let text = "\(value)"
        return .number(text.hasSuffix(".0") ? String(text.dropLast(2)) : text)
    }
}
