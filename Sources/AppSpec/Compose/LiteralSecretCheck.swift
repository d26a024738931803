import ComposeFile
import Findings
import Plan
import YAML

/// Finds passwords and keys that are written out. Every machine would have the same ones.
struct LiteralSecretCheck {
    let compose: ComposeProject
    let spec: AppSpec
    let root: Node
    let report: Reporter

    func run() {
        for service in compose.services {
            for variable in service.environment {
                guard let text = variable.value, let literal = literal(text) else { continue }
                check(variable.name, literal, at: variable.place)
            }
        }
        let values = Dictionary(spec.environment.map { ($0.name, $0.value) }) { first, _ in first }
        for entry in root["env"]?.entries ?? [] {
            guard let value = values[entry.name]?.literal,
                SecretName.isSecret(entry.name), SecretName.isValue(value)
            else { continue }
            report.warning(
                "every machine would have the same `\(entry.name)`", at: entry.value,
                help: "declare it under `secrets` and write \"{{ secrets.\(entry.name) }}\"")
        }
    }

    /// The value that every machine would have: a text without variables, or with defaults for variables that are not
    /// in `env`. Values from `env` itself are reported there.
    private func literal(_ text: String) -> String? {
        let interpolation = Interpolation(text)
        guard !interpolation.variables.contains(where: { compose.value($0.name) != .absent }) else { return nil }
        return interpolation.resolved(compose.value)
    }

    private func check(_ name: String, _ value: String, at place: ComposeService.Placed) {
        let isNamed = SecretName.isSecret(name) && SecretName.isValue(value)
        guard isNamed || URLText.password(in: value).map(SecretName.isValue) == true else { return }
        let key = isNamed ? name : "\(name)_PASSWORD"
        place.layer.report.warning(
            "every machine would have the same \(isNamed ? "" : "password in ")`\(name)`", at: place.node,
            help: "declare `\(key)` under `secrets` in app.yaml, add `\(key): \"{{ secrets.\(key) }}\"` to `env`, and "
                + "write ${\(key)} here")
    }
}

/// Which environment variables contain a secret, judging by the names that images use.
enum SecretName {
    private static let endings = [
        "PASSWORD", "PASSWD", "PASSPHRASE", "_PASS", "_PWD", "SECRET", "TOKEN", "APIKEY", "API_KEY", "SECRET_KEY",
        "ACCESS_KEY", "PRIVATE_KEY", "ENCRYPTION_KEY", "MASTER_KEY", "SIGNING_KEY", "AUTH_KEY", "APP_KEY", "SALT",
        "SECRET_KEY_BASE",
    ]
    /// Names that are about a secret but do not contain one: MYSQL_ALLOW_EMPTY_PASSWORD, NEXT_PUBLIC_TOKEN.
    private static let words: Set<String> = [
        "ALLOW", "RANDOM", "REQUIRE", "DISABLE", "ENABLE", "PUBLIC", "RESET", "USE",
    ]

    static func isSecret(_ name: String) -> Bool {
        let upper = name.uppercased()
        let isNamed = endings.contains { upper.hasSuffix($0) } || upper == "PASS"
        return isNamed && !upper.split(separator: "_").contains { words.contains(String($0)) }
    }

    /// Whether a text can be a secret: not a word for yes or no, not a number, not a path.
    static func isValue(_ text: String) -> Bool {
        let word = text.lowercased()
        return !text.isEmpty && !["true", "false", "yes", "no", "on", "off", "none", "null"].contains(word)
            && !text.hasPrefix("/") && !(text.count < 6 && Int(text) != nil)
    }
}
