/// The members of an object.
///
/// Each value decodes itself (`init(from:)`), even the standard library's, so one generic method serves all types.
struct KeyedValues<Key: CodingKey>: KeyedDecodingContainerProtocol {
    private let members: [JSONValue.Member]
    /// The index of each key's last member; only for objects where a linear search would take longer.
    private let index: [String: Int]?
    private let decoder: ValueDecoder

    init(_ members: [JSONValue.Member], _ decoder: ValueDecoder) {
        self.members = members
        self.decoder = decoder
        index = members.count <= 16 ? nil : Dictionary(members.indices.lazy.map { (members[$0].key, $0) }) { $1 }
    }

    var codingPath: [any CodingKey] { decoder.codingPath }
    var allKeys: [Key] { members.compactMap { Key(stringValue: $0.key) } }

    func contains(_ key: Key) -> Bool { value(key) != nil }

    func decodeNil(forKey key: Key) throws -> Bool { try child(key).value == .null }

    func decode<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value { try Value(from: child(key)) }

    func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type, forKey key: Key
    ) throws -> KeyedDecodingContainer<Nested> {
        try child(key).container(keyedBy: type)
    }

    func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
        try child(key).unkeyedContainer()
    }

    func superDecoder() throws -> any Decoder { child(NamedKey.super, value(NamedKey.super) ?? .null) }

    func superDecoder(forKey key: Key) throws -> any Decoder { child(key, value(key) ?? .null) }

    private func value(_ key: some CodingKey) -> JSONValue? {
        let name = key.stringValue
        if let index { return index[name].map { members[$0].value } }
        return members.last { $0.key == name }?.value
    }

    private func child(_ key: Key) throws -> ValueDecoder {
        guard let value = value(key) else {
            throw DecodingError.keyNotFound(key, decoder.context("there is no \(key.stringValue)"))
        }
        return child(key, value)
    }

    private func child(_ key: some CodingKey, _ value: JSONValue) -> ValueDecoder {
        ValueDecoder(value, in: decoder, at: key)
    }
}

/// The elements of an array, in order.
struct UnkeyedValues: UnkeyedDecodingContainer {
    private let elements: [JSONValue]
    private let decoder: ValueDecoder
    private(set) var currentIndex = 0

    init(_ elements: [JSONValue], _ decoder: ValueDecoder) {
        self.elements = elements
        self.decoder = decoder
    }

    var codingPath: [any CodingKey] { decoder.codingPath }
    var count: Int? { elements.count }
    var isAtEnd: Bool { currentIndex == elements.count }

    mutating func decodeNil() throws -> Bool {
        guard try child(Any?.self).value == .null else { return false }
        currentIndex += 1
        return true
    }

    mutating func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
        try advance(type) { try Value(from: $0) }
    }

    mutating func nestedContainer<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
        try advance([String: Any].self) { try $0.container(keyedBy: type) }
    }

    mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer {
        try advance([Any].self) { try $0.unkeyedContainer() }
    }

    mutating func superDecoder() throws -> any Decoder { try advance((any Decoder).self) { $0 } }

    /// Moves past the element only if it could be decoded: a caller may try another type.
    private mutating func advance<Result>(_ type: Any.Type, _ use: (ValueDecoder) throws -> Result) throws -> Result {
        let result = try use(try child(type))
        currentIndex += 1
        return result
    }

    private func child(_ type: Any.Type) throws -> ValueDecoder {
        let key = NamedKey(intValue: currentIndex)
        guard !isAtEnd else {
            let problem = "there are no more elements"
            throw DecodingError.valueNotFound(type, .init(codingPath: codingPath + [key], debugDescription: problem))
        }
        return ValueDecoder(elements[currentIndex], in: decoder, at: key)
    }
}
