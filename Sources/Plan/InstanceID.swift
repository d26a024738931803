/// What tells an app's instances on one machine apart. The app's first one, which `install` sets up, has none.
///
/// It becomes a part of paths, of units (`NAME@ID.service`) and of the Compose project (`NAME-ID`). What each of these
/// allows is more than this shape.
public struct InstanceID: Hashable, Sendable, Comparable, LosslessStringConvertible {
    public let description: String

    /// In characters: with an app's name it has to fit into the label of a host name.
    public static let maximum = 32

    /// The shape, for messages.
    public static let rule = "1 to \(maximum) of a-z, 0-9 and -, a letter first and no - at the end"

    /// nil if the text has another shape.
    public init?(_ text: String) {
        let bytes = Array(text.utf8)
        let isFitting = bytes.allSatisfy {
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
                || $0 == UInt8(ascii: "-")
        }
        guard isFitting, bytes.count <= Self.maximum, let first = bytes.first, first >= UInt8(ascii: "a"),
            bytes.last != UInt8(ascii: "-")
        else { return nil }
        description = text
    }

    public static func < (one: InstanceID, other: InstanceID) -> Bool { one.description < other.description }
}

extension InstanceID: Codable {
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let id = InstanceID(try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "it is no instance's ID")
        }
        self = id
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
