import ComposeFile
import Findings
import Plan
import YAML

/// Finds what is declared and never used, which is a slip more often than not.
struct UsageCheck {
    let spec: AppSpec
    let root: Node
    let report: Reporter
    let compose: ComposeProject?

    func run() {
        checkEnvironment()
        let templates = self.templates
        let secrets = Set(templates.flatMap(\.secretNames))
        for entry in root["secrets"]?.entries ?? [] where !secrets.contains(entry.name) {
            report.warning(
                "the secret `\(entry.name)` is never used", at: entry.key,
                help: "name it as {{ secrets.\(entry.name) }}, or remove it")
        }
        let parameters = Set(templates.flatMap(\.parameterNames))
        for entry in root["parameters"]?.entries ?? [] where !parameters.contains(entry.name) {
            // `address` is the first hostname that has a value.
            guard entry.value["type"]?.string != Parameter.Kind.hostname.rawValue else { continue }
            report.warning(
                "the parameter `\(entry.name)` is never used", at: entry.key,
                help: "name it as {{ parameters.\(entry.name) }}, or remove it")
        }
    }

    private var templates: [Template] {
        spec.environment.map(\.value) + spec.credentials.lines.map(\.value)
            + spec.secrets.map { Template($0.recipe.parts) }
            + spec.stack.files.compactMap { if case .rendered(let template) = $0.content { template } else { nil } }
            + spec.backup.items.compactMap(\.store.server?.password)
            + (spec.stack.edge?.exposures.map(\.host) ?? [])
            + spec.registries.flatMap { [$0.username, $0.password] }
            + spec.ready.compactMap { if case .http(let url) = $0.probe { url } else { nil } }
    }

    private func checkEnvironment() {
        guard let compose, compose.isComplete, !compose.passesWholeEnvironment else { return }
        let scalars = (compose.declaring + compose.extended).flatMap(\.root.scalars)
        let used = Set(scalars.flatMap { Interpolation($0.string ?? "").variables.map(\.name) })
        let sources = [ComposeFile.Section.secrets, .configs].flatMap { section in
            compose.declaring.flatMap { $0.declared(section) }.compactMap { $0.value["environment"]?.string }
        }
        let passed = Set(compose.services.flatMap(Self.passedThrough) + sources)
        for entry in root["env"]?.entries ?? [] {
            // Compose reads these itself.
            guard !entry.name.hasPrefix("COMPOSE_"), !entry.name.hasPrefix("DOCKER_") else { continue }
            guard !used.contains(entry.name), !passed.contains(entry.name) else { continue }
            report.warning(
                "the compose file never uses `\(entry.name)`", at: entry.key,
                help: "name it there as ${\(entry.name)}, or remove it")
        }
    }

    /// Names under `environment` without a value take the one of `.env`.
    private static func passedThrough(_ service: ComposeService) -> [String] {
        service.environment.filter { $0.value == nil }.map(\.name)
    }
}
