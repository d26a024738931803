/// A kind of secret by its name in app.yaml. A new kind is a case here; the compiler then names each place that must
/// know it, down to its maker in `Secrets` (docs/how-to/add-a-secret-kind.md).
enum SecretKind: String, CaseIterable {
    case hex
    case base64
    case base64url
    case alphanumeric
    case password
    case token
    case uuid
    case username
    case email
    case port
    case timestamp
    case keyPair = "key-pair"
    case wireguard
    case ssh
    case vapid
    case certificate
    case jwks
    case jwt
    case bcrypt
    case htpasswd
    case sha256
    case pbkdf2
    case scrypt
    case template
}

/// What app.yaml's reference, its schema and its check say of a kind.
struct SecretDeclaration {
    let summary: String
    var fields: [Field] = []
    /// What `secrets.NAME.public` is, where there is such a half.
    var publicHalf: String?
}

extension SecretKind {
    var declaration: SecretDeclaration {
        switch self {
        case .hex: .hex
        case .base64: .base64
        case .base64url: .base64url
        case .alphanumeric: .alphanumeric
        case .password: .password
        case .token: .token
        case .uuid: .uuid
        case .username: .username
        case .email: .email
        case .port: .port
        case .timestamp: .timestamp
        case .keyPair: .keyPair
        case .wireguard: .wireguard
        case .ssh: .ssh
        case .vapid: .vapid
        case .certificate: .certificate
        case .jwks: .jwks
        case .jwt: .jwt
        case .bcrypt: .bcrypt
        case .htpasswd: .htpasswd
        case .sha256: .sha256
        case .pbkdf2: .pbkdf2
        case .scrypt: .scrypt
        case .template: .template
        }
    }

    var variant: Variant {
        let half = declaration.publicHalf.map { " `secrets.NAME.public` is \($0)." } ?? ""
        return Variant(
            name: rawValue, summary: declaration.summary + half,
            fields: declaration.fields + (isDerived ? [] : [.rotate]))
    }

    /// Whether it is made of other secrets, and so follows them.
    private var isDerived: Bool {
        switch self {
        case .jwks, .jwt, .bcrypt, .htpasswd, .sha256, .pbkdf2, .scrypt, .template: true
        case .hex, .base64, .base64url, .alphanumeric, .password, .token, .uuid, .username, .email, .port, .timestamp,
            .keyPair, .wireguard, .ssh, .vapid, .certificate:
            false
        }
    }
}

extension Field {
    static let rotate = Field(
        "rotate", .either([.choice(["restart"]), .object(AppYAML.command)]),
        "How `NAMEctl rotate` changes it on a machine that is set up: `restart` where the app reads it as it starts, or "
            + "a command that takes the new value from its standard input and may run twice. Without it, it never changes.",
        example: "{ service: postgres, run: [set-password] }")
}
