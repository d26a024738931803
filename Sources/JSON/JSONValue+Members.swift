extension JSONValue {
    /// An object's first member of that name; nil where there is none, or where this is no object.
    public subscript(_ name: String) -> JSONValue? {
        guard case .object(let members) = self else { return nil }
        return members.first { $0.key == name }?.value
    }

    /// nil where this is no text.
    public var asText: String? { if case .string(let text) = self { text } else { nil } }

    /// The elements of an array; none where this is no array.
    public var elements: [JSONValue] { if case .array(let elements) = self { elements } else { [] } }
}
