import Plan
import Secrets
import TestSupport

/// 2026-02-03T04:05:06Z.
let firstBoot = 1_770_091_506

struct UnknownSecret: Error { let name: String }

/// Makes a secret whose other parts are `[name]`.
///
/// - Parameters:
///   - secrets: The values of others that it is derived from.
///   - pair: How the one of these is made that is a key pair.
func made(
    _ recipe: SecretSpec.Recipe, secrets: [String: String] = [:], pair: SecretSpec? = nil, now: Int = firstBoot,
    kinds: SecretKinds = .known
) throws -> MadeSecret {
    try Generator(pair.map { [$0] } ?? [], now: now, kinds: kinds).make(recipe) { part in
        switch part.plain {
        case .text(let text): text
        case .secret(let name):
            if let secret = secrets[name] { secret } else { throw UnknownSecret(name: name) }
        case .parameter(let name): "[\(name)]"
        case .machine(let value): "[\(value.rawValue)]"
        case .publicHalf(let name): "[\(name).public]"
        case .encoded: ""
        }
    }
}

func make(
    _ recipe: SecretSpec.Recipe, secrets: [String: String] = [:], pair: SecretSpec? = nil
) throws -> String {
    try made(recipe, secrets: secrets, pair: pair).value.revealed
}

func make(
    _ kind: String, _ options: KeyValuePairs<String, SecretOption> = [:], secrets: [String: String] = [:]
) throws -> String {
    try make(SecretSpec.Recipe(kind, options), secrets: secrets)
}
