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
            checkTexts(of: service)
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

    /// Passwords in what a service runs, in its labels and in what its image is built with.
    private func checkTexts(of service: ComposeService) {
        let test = service.placed("healthcheck").flatMap { place in
            place.node["test"].map { (key: "healthcheck", node: $0, layer: place.layer) }
        }
        let commands = ["command", "entrypoint"].compactMap { key in
            service.placed(key).map { (key: key, node: $0.node, layer: $0.layer) }
        }
        for command in commands + [test].compactMap({ $0 }) {
            let nodes = command.node.scalars
            // A machine's own value keeps its place, so that the word behind it is not taken for it.
            let texts = nodes.map { $0.string.flatMap(literal) ?? "$own" }
            for (node, found) in zip(nodes, SecretText.find(inCommand: texts)) where !found.isEmpty {
                warn("password in `\(command.key)`", service, .init(node: node, layer: command.layer))
            }
        }
        for label in service.items("labels") {
            for node in label.node.scalars where !SecretText.find(in: node.string.flatMap(literal) ?? "").isEmpty {
                warn("password in `labels`", service, .init(node: node, layer: label.layer))
            }
        }
        guard let build = service.placed("build"), let arguments = build.node["args"] else { return }
        for node in arguments.sequence ?? [] where !SecretText.find(in: node.string.flatMap(literal) ?? "").isEmpty {
            warn("password in `build.args`", service, .init(node: node, layer: build.layer))
        }
        for entry in arguments.entries {
            guard let value = entry.value.string.flatMap(literal), SecretName.isSecret(entry.name, value),
                SecretName.isValue(value)
            else { continue }
            warn("password in `build.args`", service, .init(node: entry.value, layer: build.layer))
        }
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
