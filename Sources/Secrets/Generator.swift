import Glibc
import Plan

/// Makes a plan's secrets.
public struct Generator: Sendable {
    /// Gives the text of a template's part, the other secrets of the plan included.
    public typealias Lookup = @Sendable (Template.Part) throws -> String

    /// The plan has a recipe that this program cannot read, though it has the plan's format.
    struct UnknownRecipe: Error, CustomStringConvertible {
        let kind: String

        var description: String {
            "this program cannot make a secret of kind `\(kind)` as its plan asks for; "
                + "generate both with the same release of landfall"
        }
    }

    private let secrets: [SecretSpec]
    /// Seconds since 1970.
    private let now: Int
    private let kinds: SecretKinds

    /// - Parameters:
    ///   - secrets: All of the plan's.
    ///   - now: What tokens, certificates and timestamps take the time to be, in seconds since 1970.
    public init(_ secrets: [SecretSpec], now: Int = time(nil), kinds: SecretKinds = .known) {
        self.secrets = secrets
        self.now = now
        self.kinds = kinds
    }

    /// Makes the secret. What it gives differs from call to call, so it is made once and kept.
    ///
    /// - Parameter lookup: The values of a derived secret's parts.
    /// - Throws: When the random generator or OpenSSL fails, or what `lookup` throws.
    public func make(_ recipe: SecretSpec.Recipe, lookup: @escaping Lookup) throws -> MadeSecret {
        guard let kind = kinds.read(recipe, among: secrets) else { throw UnknownRecipe(kind: recipe.kind) }
        return try kind.make(SecretInputs(now: now, lookup: lookup))
    }
}
