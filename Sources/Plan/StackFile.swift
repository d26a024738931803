/// A file laid down in /opt/NAME.
public struct StackFile: Codable, Equatable, Sendable {
    /// Relative to /opt/NAME, without `..`.
    public var path: String
    public var content: Content
    /// Permission bits as app.yaml gives them; ``Plan/mode(of:)`` takes some away from a file that holds a secret.
    public var mode: UInt16
    /// How a rendered file is read; nil in a plan that was made before there were formats: values as they are.
    public var format: FileFormat?
    /// Root's where there is none.
    public var owner: FileOwner?
    /// What makes a running service read it again after a change; nil where that takes new containers. The command may
    /// run more often than the file changes.
    public var reload: ServiceCommand?

    public enum Content: Equatable, Sendable {
        /// Written as it is.
        case verbatim([UInt8])
        /// Rendered with the machine's values.
        case rendered(Template)
    }

    public init(
        path: String, content: Content, mode: UInt16 = 0o644, owner: FileOwner? = nil, format: FileFormat? = nil,
        reload: ServiceCommand? = nil
    ) {
        self.path = path
        self.content = content
        self.mode = mode
        self.owner = owner
        self.format = format
        self.reload = reload
    }
}

/// One member says what it is: `text` for verbatim bytes that are UTF-8, which people can read in a plan,
/// `base64` for others, or `rendered`.
extension StackFile.Content: Codable {
    private enum CodingKeys: CodingKey { case text, base64, rendered }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        if let text = try container.decodeIfPresent(String.self, forKey: .text) {
            self = .verbatim(Array(text.utf8))
        } else if let template = try container.decodeIfPresent(Template.self, forKey: .rendered) {
            self = .rendered(template)
        } else if let bytes = Base64.decode(try container.decode(String.self, forKey: .base64).utf8) {
            self = .verbatim(bytes)
        } else {
            throw DecodingError.dataCorruptedError(forKey: .base64, in: container, debugDescription: "it is no base64")
        }
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        switch self {
        case .verbatim(let bytes):
            if let text = String(validating: bytes, as: UTF8.self) {
                try container.encode(text, forKey: .text)
            } else {
                try container.encode(Base64.encode(bytes), forKey: .base64)
            }
        case .rendered(let template): try container.encode(template, forKey: .rendered)
        }
    }
}
