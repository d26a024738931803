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

    /// How a secret is made. What its kind does with the options is known to the module `Secrets` alone.
    public struct Recipe: Codable, Equatable, Sendable {
        /// As app.yaml calls it.
        public var kind: String
        /// The values of the kind's keys, in the order in which it declares them; those without a value are left out.
        public var options: [SecretOption.Named]

        public init(_ kind: String, _ options: [SecretOption.Named]) {
            self.kind = kind
            self.options = options
        }

        public subscript(key: String) -> SecretOption? { options.first { $0.name == key }?.value }
    }

    public init(name: String, recipe: Recipe, rotation: Rotation? = nil) {
        self.name = name
        self.recipe = recipe
        self.rotation = rotation
    }
}

extension SecretSpec.Recipe {
    /// Everything that is looked up when the secret is made.
    public var parts: [Template.Part] { options.flatMap(\.value.parts) }

    /// The names of the secrets that it is derived from.
    public var sources: [String] { Template(parts).secretNames }
}

extension Plan {
    /// The names of these secrets and of all that are derived from them.
    public func derived(from names: Set<String>) -> Set<String> {
        secrets.reduce(into: names) { names, spec in
            if spec.recipe.sources.contains(where: names.contains) { names.insert(spec.name) }
        }
    }
}
