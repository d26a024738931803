import Plan

/// What app.yaml's `publish` says: which images are made of which folders, and where they go.
public struct PublishSection: Equatable, Sendable {
    /// The registry and the path in it under which the images go, such as `ghcr.io/example`.
    public var registry: String
    /// In the order of app.yaml.
    public var images: [Image] = []
    /// The processors that releases and images are for, in the order of ``Architecture``.
    public var architectures: [Architecture] = Architecture.allCases
    /// Where the images go too, written as `registry` is.
    public var mirrors: [String] = []
    /// The branch that releases are made of.
    public var branch = Self.defaultBranch

    public static let defaultBranch = "main"

    public init(registry: String) {
        self.registry = registry
    }

    public struct Image: Equatable, Sendable {
        /// Below the registry.
        public var name: String
        /// The folder with its sources, relative to app.yaml's; empty for app.yaml's folder itself.
        public var context: String
        /// Relative to the context.
        public var dockerfile: String
        public var architectures: [Architecture]

        public init(name: String, context: String, dockerfile: String, architectures: [Architecture]) {
            self.name = name
            self.context = context
            self.dockerfile = dockerfile
            self.architectures = architectures
        }
    }

    /// Without a tag.
    public func reference(of image: Image) -> String { "\(registry)/\(image.name)" }

    /// The hosts of the registry and of its mirrors, each once, in this order.
    public var hosts: [RegistryHost] {
        var seen: Set<String> = []
        return ([registry] + mirrors).map(RegistryHost.init).filter { seen.insert($0.name).inserted }
    }
}

/// The host of a registry, with what GitHub needs to log in there.
public struct RegistryHost: Equatable, Sendable {
    /// With the port, if there is one.
    public let name: String

    /// - Parameter path: A host, with or without a path behind it.
    init(_ path: String) {
        name = String(path.prefix { $0 != "/" })
    }

    /// GitHub's own registry takes the token that each job has.
    public var isGitHubs: Bool { name == "ghcr.io" }

    /// The names of the repository's secrets with the account's name and its password. Two hosts can have the same ones,
    /// which ``PublishSection`` may not have: one would get the other's password.
    public var secrets: (user: String, password: String) {
        let word = String(name.uppercased().map { $0.isLetter || $0.isNumber ? $0 : "_" })
        return ("REGISTRY_\(word)_USER", "REGISTRY_\(word)_PASSWORD")
    }
}
