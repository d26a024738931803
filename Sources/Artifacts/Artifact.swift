/// A file that `generate` makes. Rendering is pure: only `ArtifactWriter` touches the disk.
public struct Artifact: Equatable, Sendable {
    /// Relative to dist/NAME.
    public var path: String
    public var bytes: [UInt8]
    /// Permission bits.
    public var mode: UInt16

    public init(path: String, bytes: [UInt8], mode: UInt16 = 0o644) {
        self.path = path
        self.bytes = bytes
        self.mode = mode
    }
}
