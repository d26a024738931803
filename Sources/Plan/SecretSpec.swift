/// A secret that the machine makes at its first boot.
public struct SecretSpec: Codable, Equatable, Sendable {
    public var name: String
    public var recipe: Recipe
    /// How it is changed on a machine that is set up; nil where it never is, since data may depend on it.
    public var rotation: Rotation?

    public enum Rotation: Codable, Equatable, Sendable {
        /// The app reads it when it starts.
        case restart
        /// The command is given the new value on its standard input. It may run again with the same one.
        case command(ServiceCommand)
    }

    /// How a secret is made: a case for each kind of app.yaml's (docs/how-to/add-a-secret-kind.md).
    ///
    /// `of`, `key`: the name of the secret that it is derived from.
    public enum Recipe: Codable, Equatable, Sendable {
        /// Lower-case hexadecimal digits, two for each byte.
        case hex(bytes: Int)
        /// Standard base64 of random bytes, padded.
        case base64(bytes: Int)
        /// URL-safe base64 of random bytes, unpadded.
        case base64url(bytes: Int)
        /// Characters of these classes; how many is drawn too where the bounds differ.
        case alphanumeric(minimum: Int, maximum: Int, classes: [CharacterClass])
        /// Exactly `length` characters that are easy to read aloud and type, each class at least once;
        /// with `symbols`, punctuation that needs no quoting in a shell, a URL or YAML among them.
        case password(length: Int, symbols: Bool)
        /// The prefix, `length` letters and digits, and six more with their CRC-32, by which a scanner for leaked
        /// tokens tells a real one.
        case token(prefix: String, length: Int)
        /// A random (version 4) UUID in lower case.
        case uuid

        /// The prefix and `length` lower-case letters and digits.
        case username(prefix: String, length: Int)
        case email(local: Template, domain: Template)
        /// A port within the bounds, each as likely as any other.
        case port(minimum: Int, maximum: Int)
        /// When the secret is made.
        case timestamp(TimestampFormat)

        /// PEM: PKCS #8, and SubjectPublicKeyInfo for the public half.
        case keyPair(KeyAlgorithm)
        /// X25519 as WireGuard has it: base64 of the 32 bytes, both halves.
        case wireguard
        /// An Ed25519 key in OpenSSH's own format; the public half is a line for `authorized_keys`.
        case ssh(comment: String)
        /// Keys for Web Push (RFC 8292): base64url of P-256's scalar, and of its uncompressed point.
        case vapid
        /// A key pair's private half in PEM; the public half is a certificate that it signed itself, for these names.
        case certificate(KeyAlgorithm, names: [Template], days: Int)

        /// A JSON Web Key Set of a key pair: with the private key, and without it as the public half.
        case jwks(of: String, KeyAlgorithm)
        /// A JSON Web Token with `iat` and, where it is to end, `exp`; signed by a key pair of that algorithm, or by HMAC
        /// with SHA-256 and the text of the secret where there is none.
        case jwt(key: String, signsBy: KeyAlgorithm?, claims: [Claim], days: Int?)
        /// A bcrypt hash that begins with `$2b$` or what else the version says.
        case bcrypt(of: String, cost: Int, version: BcryptVersion)
        /// A line for a file of HTTP basic authentication: the user, a colon and a bcrypt hash.
        case htpasswd(user: Template, of: String, cost: Int)
        case sha256(of: String, encoding: DigestEncoding)
        case pbkdf2(of: String, digest: PBKDF2Digest, iterations: Int, format: HashFormat)
        /// With N = 2^`log2N` and the names of RFC 7914 for the rest.
        case scrypt(of: String, log2N: Int, r: Int, p: Int, format: HashFormat)
        /// Other values put together: a prefix, a connection URL.
        case template(Template)
    }

    public init(name: String, recipe: Recipe, rotation: Rotation? = nil) {
        self.name = name
        self.recipe = recipe
        self.rotation = rotation
    }
}
