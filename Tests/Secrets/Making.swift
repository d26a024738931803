import Plan
import Secrets

/// 2026-02-03T04:05:06Z.
let firstBoot = 1_770_091_506

struct UnknownSecret: Error { let name: String }

/// Makes a secret whose other parts are `[name]`.
func made(_ recipe: SecretSpec.Recipe, secrets: [String: String] = [:], now: Int = firstBoot) throws -> MadeSecret {
    try Generator(now: now).make(recipe) { part in
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

func make(_ recipe: SecretSpec.Recipe, secrets: [String: String] = [:]) throws -> String {
    try made(recipe, secrets: secrets).value.revealed
}
