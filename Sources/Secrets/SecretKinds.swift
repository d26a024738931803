import Plan

/// The kinds of secrets that app.yaml may name.
public struct SecretKinds: Sendable {
    /// In the order of the reference page.
    public let all: [any SecretKind.Type]

    public static let known = SecretKinds([
        HexSecret.self, Base64Secret.self, Base64URLSecret.self, AlphanumericSecret.self, PasswordSecret.self,
        TokenSecret.self, UUIDSecret.self,
        UsernameSecret.self, EmailSecret.self, PortSecret.self, TimestampSecret.self,
        KeyPairSecret.self, Ed25519Secret.self, WireguardSecret.self, SSHSecret.self, VAPIDSecret.self,
        CertificateSecret.self,
        JWKSSecret.self, JWTSecret.self,
        BcryptSecret.self, HtpasswdSecret.self, SHA256Secret.self, PBKDF2Secret.self, ScryptSecret.self,
        TemplateSecret.self,
    ])

    public init(_ all: [any SecretKind.Type]) { self.all = all }

    public var declarations: [SecretDeclaration] { all.map { $0.declaration } }

    public subscript(name: String) -> (any SecretKind.Type)? { all.first { $0.declaration.name == name } }

    /// The kind with the values of its keys; nil where these are not right, which compiling has reported.
    ///
    /// - Parameter secrets: Those that it may be derived from.
    public func read(_ recipe: SecretSpec.Recipe, among secrets: [SecretSpec]) -> (any SecretKind)? {
        let keys = SecretKeys(recipe, kinds: self) { name in secrets.first { $0.name == name }?.recipe }
        return self[recipe.kind]?.init(keys)
    }
}

extension SecretSpec {
    /// Whether it is made again when an address or a parameter that it names changes.
    public var isMadeAgain: Bool { SecretKinds.known[recipe.kind]?.declaration.isMadeAgain == true }

    fileprivate var namesTheMachine: Bool {
        isMadeAgain && recipe.parts.contains { if case .machine = $0.plain { true } else { false } }
    }
}

extension Plan {
    /// The names of the secrets that a machine makes again when it takes over another's data: those that state what the
    /// machine is, an address above all, and those that are derived from them.
    public var secretsOfOneMachine: Set<String> {
        derived(from: Set(secrets.filter(\.namesTheMachine).map(\.name)))
    }
}
