/// Decodes one JSON value. The containers make another decoder for each value within.
final class ValueDecoder: Decoder {
    let value: JSONValue
    private let parent: ValueDecoder?
    private let key: (any CodingKey)?

    init(_ value: JSONValue, in parent: ValueDecoder? = nil, at key: (any CodingKey)? = nil) {
        self.value = value
        self.parent = parent
        self.key = key
    }

    var userInfo: [CodingUserInfoKey: Any] { [:] }

    var codingPath: [any CodingKey] { (parent?.codingPath ?? []) + (key.map { [$0] } ?? []) }

    func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
        guard case .object(let members) = value else { throw mismatch([String: Any].self) }
        return KeyedDecodingContainer(KeyedValues<Key>(members, self))
    }

    func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
        guard case .array(let elements) = value else { throw mismatch([Any].self) }
        return UnkeyedValues(elements, self)
    }

    func singleValueContainer() -> any SingleValueDecodingContainer { self }

    func context(_ problem: String) -> DecodingError.Context {
        DecodingError.Context(codingPath: codingPath, debugDescription: problem)
    }

    private func mismatch(_ expected: Any.Type) -> DecodingError {
        let found =
            switch value {
            case .null: "null"
            case .bool: "true or false"
            case .number: "a number"
            case .string: "a string"
            case .array: "an array"
            case .object: "an object"
            }
        let context = context("expected \(expected), found \(found)")
        return value == .null ? .valueNotFound(expected, context) : .typeMismatch(expected, context)
    }
}

extension ValueDecoder: SingleValueDecodingContainer {
    func decodeNil() -> Bool { value == .null }

    func decode(_ type: Bool.Type) throws -> Bool {
        guard case .bool(let flag) = value else { throw mismatch(type) }
        return flag
    }

    func decode(_ type: String.Type) throws -> String {
        guard case .string(let text) = value else { throw mismatch(type) }
        return text
    }

    func decode(_ type: Double.Type) throws -> Double { try real(type) }

    func decode(_ type: Float.Type) throws -> Float { try real(type) }

    private func real<Real: LosslessStringConvertible & BinaryFloatingPoint>(_ type: Real.Type) throws -> Real {
        guard case .number(let text) = value else { throw mismatch(type) }
        guard let number = Real(text), number.isFinite else { throw unfit(type) }
        return number
    }

    func decode<Integer: FixedWidthInteger & Decodable>(_ type: Integer.Type) throws -> Integer {
        guard case .number(let text) = value else { throw mismatch(type) }
        // 1.0 and 1e3 are whole numbers too.
        guard let number = Integer(text) ?? Double(text).flatMap(Integer.init(exactly:)) else { throw unfit(type) }
        return number
    }

    func decode<Value: Decodable>(_ type: Value.Type) throws -> Value { try Value(from: self) }

    private func unfit(_ type: Any.Type) -> DecodingError { .dataCorrupted(context("the number does not fit \(type)")) }
}
