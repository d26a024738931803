/// Any JSON text (RFC 8259) as a value.
public enum JSONValue: Equatable, Sendable {
    case null
    case bool(Bool)
    /// As written, so that no digit is lost.
    case number(String)
    case string(String)
    case array([JSONValue])
    /// In the order of the text. A member may occur twice.
    case object([Member])

    public struct Member: Equatable, Sendable {
        public var key: String
        public var value: JSONValue

        public init(_ key: String, _ value: JSONValue) {
            self.key = key
            self.value = value
        }
    }

    /// Limits for memory and stack: a tree takes many times its text's size.
    public struct Limits: Sendable {
        /// The depth of arrays and objects.
        public var depth: Int
        /// The number of values of any kind, including nested ones.
        public var values: Int

        public init(depth: Int = 64, values: Int = 100_000) {
            self.depth = depth
            self.values = values
        }
    }

    /// Reads one JSON text, with only white space around it.
    ///
    /// It must be UTF-8, as RFC 8259 requires (section 8.1): other bytes mean a damaged text or another format. The
    /// grammar allows half of a surrogate pair (`\ud83d` alone, section 8.2). It becomes U+FFFD, because one emoji that
    /// a cloud cut in two must not make the rest unreadable.
    public init(parsing bytes: [UInt8], limits: Limits = Limits()) throws(JSONError) {
        var parser = Parser(bytes, limits)
        self = try parser.document()
    }

    /// The text. Objects keep their order.
    ///
    /// - Parameter pretty: Each member and element on a line of its own, indented by two spaces.
    public func text(pretty: Bool = false) -> [UInt8] {
        var writer = Writer(pretty: pretty)
        writer.write(self)
        return writer.bytes
    }
}

/// Why bytes are not a JSON text. It never quotes them, because they may contain a secret.
public struct JSONError: Error, Equatable, CustomStringConvertible {
    public enum Problem: String, Sendable {
        case endsEarly = "it ends too early"
        case unexpected = "this is not allowed here"
        case badNumber = "this is not a number"
        case badEscape = "this is not an escape"
        case controlCharacter = "a control character must be escaped"
        case notUTF8 = "this string is not UTF-8"
        case tooDeep = "it is nested too deeply"
        case tooMany = "it has too many values"
    }

    public let problem: Problem
    /// The number of bytes before the problem.
    public let offset: Int

    public var description: String { "\(problem.rawValue) (byte \(offset))" }
}
