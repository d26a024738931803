import Plan

/// Recipes as app.yaml would write them, but for the defaults, which must be given.
extension SecretSpec.Recipe {
    public init(_ kind: String, _ options: KeyValuePairs<String, SecretOption> = [:]) {
        self.init(kind, options.map { SecretOption.Named($0.key, $0.value) })
    }

    public static func hex(bytes: Int) -> Self { Self("hex", ["bytes": .number("\(bytes)")]) }

    public static func password(length: Int, symbols: Bool) -> Self {
        Self("password", ["length": .number("\(length)"), "symbols": .flag(symbols)])
    }

    public static func keyPair(_ algorithm: String) -> Self { Self("key-pair", ["algorithm": .text(algorithm)]) }

    public static func certificate(_ algorithm: String, names: [Template], days: Int) -> Self {
        Self(
            "certificate",
            ["algorithm": .text(algorithm), "names": .list(names.map { .template($0) }), "days": .number("\(days)")])
    }

    public static func template(_ value: Template) -> Self { Self("template", ["value": .template(value)]) }
}

extension SecretOption: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral,
    ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
    public init(stringLiteral text: String) { self = .text(text) }
    public init(integerLiteral number: Int) { self = .number("\(number)") }
    public init(booleanLiteral flag: Bool) { self = .flag(flag) }
    public init(arrayLiteral items: SecretOption...) { self = .list(items) }
    public init(dictionaryLiteral items: (String, SecretOption)...) { self = .map(items.map { Named($0.0, $0.1) }) }
}
