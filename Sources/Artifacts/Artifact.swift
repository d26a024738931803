import Stamp

/// A file that `generate` makes. Rendering is pure: only ``ArtifactWriter`` touches the disk.
public struct Artifact: Equatable, Sendable {
    public enum Content: Equatable, Sendable {
        case text(String)
        case bytes([UInt8])
        /// The program that every provider's has in common, compressed.
        case program(CompressedProgram)
        case stamped(StampedExecutable)
    }

    /// Relative to dist/NAME.
    public var path: String
    public var content: Content
    /// Permission bits.
    public var mode: UInt16

    public init(path: String, content: Content, mode: UInt16 = 0o644) {
        self.path = path
        self.content = content
        self.mode = mode
    }

    /// The parts of the content, in order.
    public var parts: [[UInt8]] {
        switch content {
        case .text(let text): [[UInt8](text.utf8)]
        case .bytes(let bytes): [bytes]
        case .program(let program): [program.bytes]
        case .stamped(let stamped): [stamped.executable.bytes, stamped.trailer]
        }
    }

    /// Bytes.
    public var size: Int { parts.reduce(0) { $0 + $1.count } }

    /// In lower-case hexadecimal digits.
    public var sha256: String {
        switch content {
        case .text(let text): SHA256.hex([UInt8](text.utf8))
        case .bytes(let bytes): SHA256.hex(bytes)
        case .program(let program): program.sha256
        case .stamped(let stamped): stamped.sha256
        }
    }
}

/// A first-boot executable with a plan appended. All providers share the executable's bytes, which are many megabytes.
public struct StampedExecutable: Equatable, Sendable {
    public var executable: Executable
    public var trailer: [UInt8]
    public var sha256: String
}
