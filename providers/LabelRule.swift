/// What a provider accepts as the value of a label on a snapshot.
public struct LabelRule: Sendable {
    /// The longest value, in characters.
    public var limit: Int

    public init(limit: Int) { self.limit = limit }

    /// The text as a label's value: letters, digits, `.`, `_` and `-`, with a letter or digit at both ends. Other
    /// characters become hyphens. It may be empty, which every provider accepts.
    public func value(_ text: String) -> String {
        let bytes = text.utf8.map { Self.isInner($0) ? $0 : UInt8(ascii: "-") }.drop { !Self.isAlphanumeric($0) }
        let end = bytes.prefix(limit).lastIndex(where: Self.isAlphanumeric)
        return end.map { String(decoding: bytes[bytes.startIndex...$0], as: UTF8.self) } ?? ""
    }

    private static func isInner(_ byte: UInt8) -> Bool { isAlphanumeric(byte) || [0x2D, 0x2E, 0x5F].contains(byte) }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
    }
}
