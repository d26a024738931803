/// A folder in /opt/NAME that must be there before the stack starts, with what a container needs to write into it.
public struct StackFolder: Codable, Equatable, Sendable {
    /// Relative to /opt/NAME, without `..`.
    public var path: String
    /// Permission bits.
    public var mode: UInt16
    /// Root's where there is none. A folder that somebody other than root has already stays theirs: containers of many
    /// images take their data for a user of their own when they start.
    public var owner: FileOwner?

    public init(path: String, mode: UInt16 = 0o755, owner: FileOwner? = nil) {
        self.path = path
        self.mode = mode
        self.owner = owner
    }
}

/// Whose a file or folder is, by number: a machine does not know the names that an image has.
public struct FileOwner: Codable, Equatable, Sendable, LosslessStringConvertible {
    public var user: UInt32
    /// Root's where only a user is named, as `chown USER` leaves it.
    public var group: UInt32

    public init(user: UInt32, group: UInt32 = 0) {
        self.user = user
        self.group = group
    }

    /// Nil where the text is not `USER` or `USER:GROUP` in decimal digits. The highest number is none: to `chown` it
    /// means that the owner stays.
    public init?(_ text: String) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        let numbers = parts.compactMap { part in
            part.utf8.allSatisfy { (0x30...0x39).contains($0) } ? UInt32(part) : nil
        }
        guard (1...2).contains(parts.count), numbers.count == parts.count, !numbers.contains(.max) else { return nil }
        self.init(user: numbers[0], group: numbers.count == 2 ? numbers[1] : 0)
    }

    public var description: String { group == 0 ? "\(user)" : "\(user):\(group)" }
}
