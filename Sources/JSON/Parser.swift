/// Reads JSON byte by byte. Its recursion is as deep as the limits allow.
struct Parser {
    let bytes: [UInt8]
    var offset = 0
    private let limits: JSONValue.Limits
    private var values = 0

    init(_ bytes: [UInt8], _ limits: JSONValue.Limits) {
        self.bytes = bytes
        self.limits = limits
    }

    var next: UInt8? { offset < bytes.count ? bytes[offset] : nil }

    func failure(_ problem: JSONError.Problem) -> JSONError {
        JSONError(problem: offset < bytes.count ? problem : .endsEarly, offset: offset)
    }

    mutating func document() throws(JSONError) -> JSONValue {
        let value = try value(depth: 0)
        skipSpace()
        if next != nil { throw failure(.unexpected) }
        return value
    }

    private mutating func value(depth: Int) throws(JSONError) -> JSONValue {
        skipSpace()
        guard let byte = next else { throw failure(.endsEarly) }
        values += 1
        if values > limits.values { throw failure(.tooMany) }
        switch byte {
        case UInt8(ascii: "{"): return try object(depth: depth + 1)
        case UInt8(ascii: "["): return try array(depth: depth + 1)
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try number()
        case UInt8(ascii: "t"): return try literal("true", .bool(true))
        case UInt8(ascii: "f"): return try literal("false", .bool(false))
        case UInt8(ascii: "n"): return try literal("null", .null)
        default: throw failure(.unexpected)
        }
    }

    private mutating func object(depth: Int) throws(JSONError) -> JSONValue {
        var members: [JSONValue.Member] = []
        if try opensEmpty(closing: UInt8(ascii: "}"), depth) { return .object([]) }
        repeat {
            skipSpace()
            guard next == UInt8(ascii: "\"") else { throw failure(.unexpected) }
            let key = try string()
            skipSpace()
            guard take(UInt8(ascii: ":")) else { throw failure(.unexpected) }
            members.append(.init(key, try value(depth: depth)))
        } while try continues(closing: UInt8(ascii: "}"))
        return .object(members)
    }

    private mutating func array(depth: Int) throws(JSONError) -> JSONValue {
        var elements: [JSONValue] = []
        if try opensEmpty(closing: UInt8(ascii: "]"), depth) { return .array([]) }
        repeat {
            elements.append(try value(depth: depth))
        } while try continues(closing: UInt8(ascii: "]"))
        return .array(elements)
    }

    /// Moves past the opening bracket, and the closing one if there is nothing between.
    private mutating func opensEmpty(closing: UInt8, _ depth: Int) throws(JSONError) -> Bool {
        if depth > limits.depth { throw failure(.tooDeep) }
        offset += 1
        skipSpace()
        return take(closing)
    }

    private mutating func continues(closing: UInt8) throws(JSONError) -> Bool {
        skipSpace()
        if take(UInt8(ascii: ",")) { return true }
        guard take(closing) else { throw failure(.unexpected) }
        return false
    }

    private mutating func literal(_ word: String, _ value: JSONValue) throws(JSONError) -> JSONValue {
        for byte in word.utf8 where !take(byte) { throw failure(.unexpected) }
        return value
    }

    private mutating func number() throws(JSONError) -> JSONValue {
        let start = offset
        _ = take(UInt8(ascii: "-"))
        if !take(UInt8(ascii: "0")) { try digits() }
        if take(UInt8(ascii: ".")) { try digits() }
        if take(UInt8(ascii: "e")) || take(UInt8(ascii: "E")) {
            if !take(UInt8(ascii: "+")) { _ = take(UInt8(ascii: "-")) }
            try digits()
        }
        return .number(String(decoding: bytes[start..<offset], as: UTF8.self))
    }

    private mutating func digits() throws(JSONError) {
        let start = offset
        while let byte = next, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) { offset += 1 }
        if offset == start { throw failure(.badNumber) }
    }

    mutating func take(_ byte: UInt8) -> Bool {
        guard next == byte else { return false }
        offset += 1
        return true
    }

    private mutating func skipSpace() {
        while let byte = next, byte == 0x20 || byte == 0x0a || byte == 0x0d || byte == 0x09 { offset += 1 }
    }
}
