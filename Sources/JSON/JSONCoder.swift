/// Codable values as JSON, without Foundation, of which the essentials alone take 4.7 MB of a static executable.
public enum JSONCoder {
    /// - Throws: ``JSONError`` where the bytes are no JSON, `DecodingError` where they are no `Value`; where an object
    ///   names a member twice, the last one counts.
    public static func decode<Value: Decodable>(_ type: Value.Type, from bytes: [UInt8]) throws -> Value {
        try decode(type, from: try JSONValue(parsing: bytes))
    }

    /// - Throws: `DecodingError` where the JSON is no `Value`. Its text names the place and quotes no value.
    public static func decode<Value: Decodable>(_ type: Value.Type, from json: JSONValue) throws -> Value {
        try Value(from: ValueDecoder(json))
    }

    /// The value's JSON with its keys sorted: the same bytes for the same value.
    ///
    /// - Throws: `EncodingError` for a number that JSON cannot say (an infinity, NaN).
    public static func encode(_ value: some Encodable, pretty: Bool = false) throws -> [UInt8] {
        let encoder = ValueEncoder()
        try value.encode(to: encoder)
        return encoder.value.text(pretty: pretty)
    }
}

/// A key that no type declares.
struct NamedKey: CodingKey {
    var stringValue: String
    var intValue: Int?

    init(stringValue: String) { self.stringValue = stringValue }

    init(intValue: Int) {
        stringValue = "\(intValue)"
        self.intValue = intValue
    }

    /// Where Codable puts a superclass's values when no other key is given.
    static let `super` = NamedKey(stringValue: "super")
}
