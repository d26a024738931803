/// Any JSON text (RFC 8259) as a value.
public enum JSONValue: Equatable, Sendable {
    case null
    case bool(Bool)
    /// As it is written, so that no digit is lost.
    case number(String)
    case string(String)
    case array([JSONValue])
    /// In the order of the text, which may name a member twice.
    case object([Member])

    public struct Member: Equatable, Sendable {
        public var key: String
        public var value: JSONValue

        public init(_ key: String, _ value: JSONValue) {
            self.key = key
            self.value = value
        }
    }

    /// What a text may ask of the memory and the stack: a tree takes many times its text's size.
    public struct Limits: Sendable {
        /// Arrays and objects within each other.
        public var depth: Int
        /// Values of any kind, the inner ones too.
        public var values: Int

        public init(depth: Int = 64, values: Int = 100_000) {
            self.depth = depth
            self.values = values
        }
    }

    /// Reads one JSON text and nothing but white space around it.
    ///
    /// It must be UTF-8, as RFC 8259 asks (section 8.1): other bytes mean a damaged text or another format. Half of a
    /// surrogate pair (`\ud83d` alone) is allowed by the grammar (section 8.2), and becomes U+FFFD: one emoji that a
    /// cloud cut in two must not hide all else it says.
    public init(parsing bytes: [UInt8], limits: Limits = Limits()) throws(JSONError) {
        var parser = Parser(bytes, limits)
        self = try parser.document()
    }

    /// The text, in which objects keep their order.
    ///
    /// - Parameter pretty: Each member and element on a line of its own, indented by two spaces.
    public func text(pretty: Bool = false) -> [UInt8] {
        var writer = Writer(pretty: pretty)
        writer.write(self)
        return writer.bytes
    }
}

/// Why bytes are no JSON text. It never quotes them, since they may hold a secret.
public struct JSONError: Error, Equatable, CustomStringConvertible {
    public enum Problem: String, Sendable {
        case endsEarly = "it ends too early"
        case unexpected = "this is not allowed here"
        case badNumber = "this is no number"
        case badEscape = "this is no escape"
        case controlCharacter = "a control character must be escaped"
        case notUTF8 = "this string is not UTF-8"
        case tooDeep = "it is nested too deeply"
        case tooMany = "it has too many values"
    }

    public let problem: Problem
    /// Bytes before the place of the problem.
    public let offset: Int

    public var description: String { "\(problem.rawValue) (byte \(offset))" }
}
