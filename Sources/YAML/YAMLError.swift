/// Why a text cannot be read as YAML, and how to fix it.
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
    /// Limits for a document, so that a hostile one causes an error and does not fill the memory.
    public struct Limits: Sendable {
        public var bytes: Int
        /// The depth of sequences and mappings, aliases included.
        public var depth: Int
        /// The number of scalars, sequences and mappings. Each alias counts as its whole target.
        public var nodes: Int

        public init(bytes: Int = 4 << 20, depth: Int = 64, nodes: Int = 100_000) {
            self.bytes = bytes
            self.depth = depth
            self.nodes = nodes
        }
    }
}
