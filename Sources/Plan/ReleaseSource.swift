import Text

/// Where the releases of an app are downloaded from, and whose signatures on them count.
public struct Release: Codable, Equatable, Sendable {
    public static let defaultChannel = "stable"
    /// What stands for a version in ``pattern``.
    public static let versionPlace = "{{ version }}"

    /// The folder of this release: a URL without a trailing slash, to which a file's name is appended.
    public var url: String
    /// ``url`` with ``versionPlace`` for the version; nil where all releases have one folder.
    public var pattern: String?
    /// The folder in which the newest release's list is, without a trailing slash.
    public var latest: String?
    /// minisign's public keys as base64: the one that signs, and the spare one that may replace both. Without keys, no
    /// release can be verified.
    public var keys: [String] = []
    public var channel = Release.defaultChannel

    public init(url: String) { self.url = url }

    /// The folder of another release.
    public func folder(of version: String) -> String {
        pattern.map { $0.replacing(Self.versionPlace, with: version) } ?? url
    }

    /// The folder of the newest release; nil where releases are only found by their version.
    public var newest: String? { latest ?? (pattern == nil ? url : nil) }

    /// A plan that an older Landfall has stamped has the URL alone.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        url = try container.decode(String.self, forKey: .url)
        pattern = try container.decodeIfPresent(String.self, forKey: .pattern)
        latest = try container.decodeIfPresent(String.self, forKey: .latest)
        keys = try container.decodeIfPresent([String].self, forKey: .keys) ?? []
        channel = try container.decodeIfPresent(String.self, forKey: .channel) ?? Self.defaultChannel
    }

    private enum CodingKeys: CodingKey {
        case url, pattern, latest, keys, channel
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(url, forKey: .url)
        try container.encodeIfPresent(pattern, forKey: .pattern)
        try container.encodeIfPresent(latest, forKey: .latest)
        if !keys.isEmpty { try container.encode(keys, forKey: .keys) }
        if channel != Self.defaultChannel { try container.encode(channel, forKey: .channel) }
    }
}
