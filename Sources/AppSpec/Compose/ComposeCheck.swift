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
        checkVariables()
        for section in [ComposeFile.Section.secrets, .configs] { checkSources(section) }
    }

    /// Compose starts no service whose secret takes its value from a variable that has none.
    private func checkSources(_ section: ComposeFile.Section) {
        let used = Set(compose.services.filter(compose.starts).flatMap { $0.names(section.rawValue).map(\.name) })
        for file in compose.declaring where !compose.hasOwnValues(file) {
            for entry in file.declared(section) where used.contains(entry.name) {
                guard let node = entry.value["environment"], let text = node.string,
                    let name = Interpolation(text).resolved(compose.value), !name.hasPrefix("COMPOSE_"),
                    compose.value(name) == .absent
                else { continue }
                file.report.error(
                    "the \(section.singular) `\(entry.name)` is the value of `\(name)`, which is not in `env`",
                    at: node,
                    help: help(for: name, isSecret: section == .secrets))
            }
        }
    }

    private func checkImage(_ service: ComposeService) {
        // Machines build it, and whatever keeps them from that is told by the reader of `source`.
        if spec.source != nil, service["build"] != nil { return }
        guard let image = service.placed("image"), let name = image.node.string else {
            guard compose.isComplete, service["provider"] == nil else { return }
            // Compose builds and starts nothing of a profile that is off.
            guard service["build"] == nil || compose.starts(service) else {
                return service.report.warning(
                    "the service `\(service.name)` is built from source, so its profile can never be on",
                    at: service.key, help: "push its image to a registry and add `image:` with its name, or remove it")
            }
            guard service["build"] == nil else {
                return service.report.error(
                    "the service `\(service.name)` is built from source, and machines only pull images",
                    at: service.key,
                    help: "push its image to a registry and add `image:` with its name beside `build`; or let machines "
                        + "build it, by `source` in app.yaml")
            }
            return service.report.error(
                "the service `\(service.name)` has neither an image nor a `build`", at: service.key,
                help: "add `image:` with a tag")
        }
        if service["build"] != nil, compose.starts(service), let policy = service.placed("pull_policy"),
            ["never", "build"].contains(policy.node.string)
        {
            return image.layer.report.error(
                "the image `\(name)` is only on the computer that builds it", at: image.node,
                help: "machines pull images: push it to a registry, and remove `pull_policy`")
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

    /// Reports each variable once, where it is used first. Several places usually have one cause.
    private func checkVariables() {
        var uses: [String: [Use]] = [:]
        for file in compose.declaring + compose.extended where !compose.hasOwnValues(file) {
            for scalar in file.root.scalars {
                guard let text = scalar.string, text.contains("$") else { continue }
                for variable in Interpolation(text).variables where compose.value(variable.name) == .absent {
                    guard !variable.name.hasPrefix("COMPOSE_") else { continue }
                    uses[variable.name, default: []].append(Use(variable: variable, node: scalar, report: file.report))
                }
            }
        }
        for uses in uses.values {
            // An anchored value is several nodes of one place.
            var places: Set<String> = []
            let matter = uses.filter { use in
                (use.consequence != nil)
                    && places.insert("\(use.report.source.file):\(use.mark.line):\(use.mark.column)").inserted
            }
            guard let worst = matter.first(where: { $0.consequence?.severity == .error }) ?? matter.first else {
                continue
            }
            report(worst, others: matter.count - 1)
        }
    }

    private struct Use {
        let variable: Interpolation.Variable
        let node: Node
        let report: Reporter

        var mark: Mark {
            let before = node.scalar?.text.utf8.prefix(variable.offset) ?? "".utf8.prefix(0)
            return report.source.mark(of: before.count { $0 & 0xC0 != 0x80 }, in: node)
        }

        var consequence: (severity: Diagnostic.Severity, text: String)? {
            switch variable.absence {
            case .empty: (.warning, "so it is empty")
            case .failure: (.error, "so Compose refuses to start")
            case .standIn, .ignored: nil
            }
        }
    }

    private func report(_ use: Use, others: Int) {
        guard let consequence = use.consequence else { return }
        let elsewhere = others == 0 ? "" : " (and \(others) more \(others == 1 ? "place" : "places"))"
        use.report.add(
            consequence.severity, "`\(use.variable.name)` is not in `env`, \(consequence.text)\(elsewhere)",
            at: use.mark,
            length: use.mark == use.node.start ? 1 : use.variable.length, help: help(for: use.variable.name))
    }

    private func help(for name: String, isSecret: Bool = false) -> String {
        let line = "`\(name): \"{{ secrets.\(name) }}\"`"
        if spec.secrets.contains(where: { $0.name == name }) { return "add \(line) to `env` in app.yaml" }
        if let near = Suggestion.nearest(to: name, among: spec.environment.map(\.name).sorted()) {
            return "did you mean `\(near)`?"
        }
        guard !isSecret, !Self.isLikelySecret(name) else {
            return "if each machine makes its own, add `\(name): { kind: password }` to `secrets` and \(line) to `env` "
                + "in app.yaml"
        }
        return "add it to `env` in app.yaml with its value, as in `\(name): \"…\"`; a value that the owner gives is a "
            + "parameter, and one that each machine makes is a secret"
    }

    private static func isLikelySecret(_ name: String) -> Bool {
        let words = name.uppercased().split(separator: "_")
        return words.contains { ["PASSWORD", "PASS", "PASSWD", "SECRET", "KEY", "TOKEN", "SALT", "PW"].contains($0) }
    }
}
