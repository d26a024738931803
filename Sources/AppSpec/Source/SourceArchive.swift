import Plan

/// The app's source as a release has it.
public struct SourceArchive: Equatable, Sendable {
    /// What machines know of it.
    public var tree: SourceTree
    /// A tar archive. The same files and version give the same bytes.
    public var bytes: [UInt8]
}
