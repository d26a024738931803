import ComposeFile
import Findings
import Plan
import Text
import YAML

/// Checks a compose file's images and variables for problems on a machine.
struct ComposeCheck {
    let compose: ComposeProject
    let spec: AppSpec

    func run() {
        for service in compose.services { checkImage(service) }
        checkPostgresFolders()
        for file in compose.declaring + compose.extended { checkVariables(in: file) }
    }

    private func checkImage(_ service: ComposeService) {
        guard let image = service.placed("image"), let name = image.node.string else {
            guard compose.isComplete, service["provider"] == nil else { return }
            let help =
                service["build"] == nil
                ? "add `image:` with a tag"
                : "machines pull images: push it to a registry and add `image:` with its name"
            return service.report.error("the service `\(service.name)` has no image", at: service.key, help: help)
        }
        guard let resolved = Interpolation(name).resolved(compose.value), !ImageReference(resolved).isPinned
        else { return }
        image.layer.report.warning(
            "the image `\(resolved)` is not pinned", at: image.node,
            help: "give it a tag other than `latest`, or a digest, so that every machine runs the same image")
    }

    /// From 18 on, docker.io/postgres keeps its data one folder higher, and a mount at the old place stays empty: the data
    /// would be in a volume without a name.
    ///
    /// Source: docker-library/postgres, pull request 1259.
    private func checkPostgresFolders() {
        for place in StackData(compose, spec.environment).places where place.mount.target == Self.oldPostgresFolder {
            guard let service = compose.services.first(where: { $0.name == place.mount.service }),
                let name = service.placed("image")?.node.string, let image = Interpolation(name).resolved(compose.value)
            else { continue }
            let reference = ImageReference(image)
            guard reference.path == "library/postgres",
                let major = Int((reference.tag ?? "").prefix(while: \.isNumber)), major >= 18
            else { continue }
            place.declaration.place.layer.report.error(
                "PostgreSQL \(major) does not keep its data in \(Self.oldPostgresFolder)",
                at: place.declaration.sourceNode,
                help: "mount the volume at /var/lib/postgresql: since 18 the image keeps its data below that")
        }
    }
    private static let oldPostgresFolder = "/var/lib/postgresql/data"

    private func checkVariables(in file: ComposeFile) {
        for scalar in file.root.scalars {
            guard let text = scalar.string, text.contains("$") else { continue }
            for variable in Interpolation(text).variables where compose.value(variable.name) == .absent {
                check(variable, in: scalar, file.report)
            }
        }
    }

    private func check(_ variable: Interpolation.Variable, in node: Node, _ report: Reporter) {
        guard !variable.name.hasPrefix("COMPOSE_") else { return }
        let before = node.scalar?.text.utf8.prefix(variable.offset) ?? "".utf8.prefix(0)
        let mark = report.source.mark(of: before.count { $0 & 0xC0 != 0x80 }, in: node)
        let length = mark == node.start ? 1 : variable.length
        let help =
            spec.secrets.contains { $0.name == variable.name }
            ? "add `\(variable.name): \"{{ secrets.\(variable.name) }}\"` to `env` in app.yaml"
            : Suggestion.nearest(to: variable.name, among: spec.environment.map(\.name).sorted()).map {
                "did you mean `\($0)`?"
            }
                ?? "add `\(variable.name)` to `env` in app.yaml"
        switch variable.absence {
        case .empty:
            report.add(
                .warning, "`\(variable.name)` is not in `env`, so it is empty", at: mark, length: length, help: help)
        case .failure:
            report.add(
                .error, "`\(variable.name)` is not in `env`, so Compose refuses to start", at: mark, length: length,
                help: help)
        case .standIn, .ignored: break
        }
    }
}
