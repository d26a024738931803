import Plan

/// The values of a secret's keys, as its kind reads them, and what the kind finds wrong with them.
public final class SecretKeys {
    /// Something that the kind's declaration cannot say.
    public struct Problem: Equatable, Sendable {
        /// The keys, and the indices of lists, that lead to its place; none for the secret as a whole, whose name is
        /// then put before the message.
        public let path: [String]
        /// Whether the key itself is meant, not its value.
        public let isInKey: Bool
        public let message: String
        public let help: String
    }

    public private(set) var problems: [Problem] = []
    private let recipe: SecretSpec.Recipe
    private let others: (String) -> SecretSpec.Recipe?
    private let kinds: SecretKinds

    /// - Parameter others: The recipes of the secrets that this one may be derived from, by name.
    public init(_ recipe: SecretSpec.Recipe, kinds: SecretKinds, others: @escaping (String) -> SecretSpec.Recipe?) {
        self.recipe = recipe
        self.kinds = kinds
        self.others = others
    }

    // MARK: Values, or the declared default; nil where there is neither

    public func text(_ key: String) -> String? {
        if case .text(let text)? = recipe[key] { text } else { nil }
    }

    public func integer(_ key: String) -> Int? {
        if case .number(let digits)? = recipe[key] { Int(digits) } else { nil }
    }

    public func flag(_ key: String) -> Bool? {
        if case .flag(let flag)? = recipe[key] { flag } else { nil }
    }

    public func word<Word: RawRepresentable<String>>(_ key: String) -> Word? { text(key).flatMap(Word.init) }

    public func template(_ key: String) -> Template? {
        if case .template(let template)? = recipe[key] { template } else { nil }
    }

    /// The name of another secret.
    public func secret(_ key: String) -> String? {
        if case .secret(let name)? = recipe[key] { name } else { nil }
    }

    public func list(_ key: String) -> [SecretOption]? {
        if case .list(let items)? = recipe[key] { items } else { nil }
    }

    public func map(_ key: String) -> [SecretOption.Named]? {
        if case .map(let items)? = recipe[key] { items } else { nil }
    }

    /// Whether there is a value, right or wrong.
    func has(_ key: String) -> Bool { recipe[key] != nil }

    /// From `minimum` to `maximum`; the wrong order is reported.
    func bounds() -> ClosedRange<Int>? {
        guard let minimum = integer("minimum"), let maximum = integer("maximum") else { return nil }
        guard minimum <= maximum else {
            report("has a `minimum` above its `maximum`", help: "make it \(maximum) or less")
            return nil
        }
        return minimum...maximum
    }

    // MARK: Other secrets

    /// Another secret as a kind, where it is of that kind.
    public func other<Kind: SecretKind>(_ name: String, as kind: Kind.Type) -> Kind? {
        guard let recipe = others(name), recipe.kind == kind.declaration.name else { return nil }
        return Kind(SecretKeys(recipe, kinds: kinds, others: others))
    }

    /// What the kind of another secret declares.
    public func declaration(of name: String) -> SecretDeclaration? {
        others(name).flatMap { kinds[$0.kind] }?.declaration
    }

    /// Reports something wrong with one of its values, or with the secret as a whole.
    ///
    /// - Parameters:
    ///   - message: For the secret as a whole what follows its name, as in "needs `length`".
    ///   - path: The key, and the keys and indices within its value.
    ///   - isInKey: Whether the last of these keys itself is meant.
    ///   - help: How to fix it.
    public func report(_ message: String, at path: [String] = [], isInKey: Bool = false, help: String) {
        problems.append(Problem(path: path, isInKey: isInKey, message: message, help: help))
    }
}
