/// Why a disk cannot be read, and what to do about it.
public struct DiskImageFailure: Error, CustomStringConvertible {
    public enum Kind: Sendable { case notPermitted, toolMissing, unreadable }

    public let kind: Kind
    public let message: String
    public let help: String

    init(_ kind: Kind, _ message: String, help: String) {
        self.kind = kind
        self.message = message
        self.help = help
    }

    public var description: String { "\(message)\nhelp: \(help)" }
}
