/// Why a text cannot be read as YAML, and how to mend it.
public struct YAMLError: Error, Equatable, Sendable {
    public var message: String
    public var mark: Mark
    public var help: String

    public init(_ message: String, at mark: Mark, help: String) {
        self.message = message
        self.mark = mark
        self.help = help
    }
}

extension YAML {
    /// What a document may cost at most, so that a hostile one ends in an error and not in a full memory.
    public struct Limits: Sendable {
        public var bytes: Int
        /// Sequences and mappings inside one another, aliases followed.
        public var depth: Int
        /// Scalars, sequences and mappings, each alias counted as all that it stands for.
        public var nodes: Int

        public init(bytes: Int = 4 << 20, depth: Int = 64, nodes: Int = 100_000) {
            self.bytes = bytes
            self.depth = depth
            self.nodes = nodes
        }
    }
}
