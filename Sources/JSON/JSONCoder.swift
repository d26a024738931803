/// Codable values as JSON, without Foundation: even its essentials add 4.7 MB to a static executable.
public enum JSONCoder {
    /// - Throws: ``JSONError`` if the bytes are not JSON, `DecodingError` if they are not a `Value`. If an object names
    ///   a member twice, the last one counts.
    public static func decode<Value: Decodable>(_ type: Value.Type, from bytes: [UInt8]) throws -> Value {
        try decode(type, from: try JSONValue(parsing: bytes))
    }

    /// - Throws: `DecodingError` if the JSON is not a `Value`. Its text names the place and quotes no value.
    public static func decode<Value: Decodable>(_ type: Value.Type, from json: JSONValue) throws -> Value {
        try Value(from: ValueDecoder(json))
    }

    /// The value's JSON with its keys sorted: the same bytes for the same value.
    ///
    /// - Throws: `EncodingError` for a number that JSON cannot express (an infinity, NaN).
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

    /// Codable's default key for a superclass's values.
    static let `super` = NamedKey(stringValue: "super")
}
