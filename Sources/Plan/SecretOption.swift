/// The value that app.yaml gives, or its default, for a key of a secret.
public indirect enum SecretOption: Codable, Equatable, Sendable {
    case text(String)
    /// In decimal digits, or as it was written where it is not whole.
    case number(String)
    case flag(Bool)
    case template(Template)
    /// The name of a secret that this one is derived from.
    case secret(String)
    case list([SecretOption])
    /// In the order in which they were written.
    case map([Named])

    public struct Named: Codable, Equatable, Sendable {
        public var name: String
        public var value: SecretOption

        public init(_ name: String, _ value: SecretOption) {
            self.name = name
            self.value = value
        }
    }

    /// Everything in it that is looked up on the machine.
    public var parts: [Template.Part] {
        switch self {
        case .text, .number, .flag: []
        case .template(let template): template.parts
        case .secret(let name): [.secret(name)]
        case .list(let items): items.flatMap(\.parts)
        case .map(let items): items.flatMap(\.value.parts)
        }
    }
}
