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
            for found in service.secretPlaces({ $0.string.flatMap(literal) }) {
                warn("password in `\(found.key)`", service, found.place)
            }
        }
        let values = Dictionary(spec.environment.map { ($0.name, $0.value) }) { first, _ in first }
        for entry in root["env"]?.entries ?? [] {
            guard let value = values[entry.name]?.literal,
                SecretName.isSecret(entry.name, value), SecretName.isValue(value)
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

    private func warn(_ what: String, _ service: ComposeService, _ place: ComposeService.Placed) {
        let key = (service.name + "_PASSWORD").uppercased().map { $0.isLetter || $0.isNumber ? $0 : "_" }
        place.layer.report.warning(
            "every machine would have the same \(what)", at: place.node, help: help(String(key)))
    }

    private func help(_ key: String) -> String {
        "declare `\(key)` under `secrets` in app.yaml, add `\(key): \"{{ secrets.\(key) }}\"` to `env`, and write "
            + "${\(key)} here"
    }

    private func check(_ name: String, _ value: String, at place: ComposeService.Placed) {
        let isNamed = SecretName.isSecret(name, value) && SecretName.isValue(value)
        guard isNamed || !SecretText.find(in: value).isEmpty else { return }
        let key = isNamed ? name : "\(name)_PASSWORD"
        place.layer.report.warning(
            "every machine would have the same \(isNamed ? "" : "password in ")`\(name)`", at: place.node,
            help: help(key))
    }
}
