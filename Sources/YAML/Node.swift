/// A place in a source text. Lines and columns count from 1; a column is a Unicode scalar.
public struct Mark: Equatable, Hashable, Sendable {
    public var line: Int
    public var column: Int
    public init(line: Int, column: Int) {
        self.line = line
        self.column = column
    }
}

/// A YAML value with the place it was read from.
public struct Node: Sendable {
    public enum Value: Sendable {
        case scalar(Scalar)
        case sequence([Node])
        /// In the order of the text. A duplicate key is kept, so that it can be reported.
        case mapping([Pair])
    }
    public struct Scalar: Equatable, Sendable {
        public var text: String
        /// Written without quotes, so that it may mean null, a boolean or a number.
        public var isPlain: Bool
        public init(text: String, isPlain: Bool) {
            self.text = text
            self.isPlain = isPlain
        }
    }
    public struct Pair: Sendable {
        public var key: Node
        public var value: Node
        public init(key: Node, value: Node) {
            self.key = key
            self.value = value
        }
    }

    public var value: Value
    public var start: Mark
    public var end: Mark
    /// A tag that YAML itself does not define, such as Compose's `!override`.
    public var tag: String?

    public init(value: Value, start: Mark, end: Mark, tag: String? = nil) {
        self.value = value
        self.tag = tag
        self.start = start
        self.end = end
    }
}
