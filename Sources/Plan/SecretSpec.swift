/// A secret that the machine makes at its first boot.
public struct SecretSpec: Codable, Equatable, Sendable {
    public var name: String
    public var recipe: Recipe

    /// How a secret is made. A new kind is a case here, its maker in `Secrets`, and its row in `AppSpec`'s declaration.
    public enum Recipe: Codable, Equatable, Sendable {
        /// Lower-case hexadecimal digits, two for each byte.
        case hex(bytes: Int)
        /// Standard base64 of random bytes, padded.
        case base64(bytes: Int)
        /// URL-safe base64 of random bytes, unpadded.
        case base64url(bytes: Int)
        /// Exactly `length` letters and digits.
        case alphanumeric(length: Int)
        /// Exactly `length` characters that are easy to read aloud and type, each class at least once;
        /// with `symbols`, punctuation that needs no quoting in a shell, a URL or YAML among them.
        case password(length: Int, symbols: Bool)
        /// A random (version 4) UUID in lower case.
        case uuid
        /// Other values put together: a prefix, a connection URL.
        case template(Template)
    }

    public init(name: String, recipe: Recipe) {
        self.name = name
        self.recipe = recipe
    }
}
