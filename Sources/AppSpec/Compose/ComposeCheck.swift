import Plan
import Text
import YAML

/// What a compose file says that would go wrong on a machine.
struct ComposeCheck {
    let compose: ComposeFile
    let spec: AppSpec
    private let hasFirewall: Bool
    /// The lines of `.env`.
    private let values: [String: Template]

    init(compose: ComposeFile, spec: AppSpec, hasFirewall: Bool) {
        self.compose = compose
        self.spec = spec
        self.hasFirewall = hasFirewall
        values = Dictionary(spec.environment.map { ($0.name, $0.value) }) { first, _ in first }
    }

    private var report: Reporter { compose.report }

    func run() {
        for service in compose.services {
            checkImage(service)
            for port in service["ports"]?.sequence ?? [] { checkPort(port) }
            for dependency in service.dependencies { checkDependency(dependency) }
            for volume in service["volumes"]?.sequence ?? [] { checkMount(volume) }
            for file in service["env_file"].map({ $0.sequence ?? [$0] }) ?? [] { checkEnvironmentFile(file) }
        }
        checkKeys(in: compose.root)
        checkVariables(in: compose.root)
    }

    /// Compose refuses a file with a repeated key.
    private func checkKeys(in node: Node) {
        var seen: Set<String> = []
        for pair in node.mapping ?? [] {
            if let name = pair.key.scalar?.text, !seen.insert(name).inserted {
                report.error(
                    "the key `\(name)` is there twice", at: pair.key,
                    help: "Compose refuses this: remove one of the two")
            }
            checkKeys(in: pair.value)
        }
        for item in node.sequence ?? [] { checkKeys(in: item) }
    }

    private func checkImage(_ service: ComposeService) {
        guard let image = service.image, let name = image.string else {
            guard service["extends"] == nil else { return }
            let help =
                service["build"] == nil
                ? "add `image:` with a tag" : "machines pull images: push it to a registry and name it by `image:`"
            return report.error("the service `\(service.name)` has no image", at: service.key, help: help)
        }
        guard let resolved = Interpolation(name).resolved({ values[$0]?.literal }), !ImageReference(resolved).isPinned
        else { return }
        report.warning(
            "the image `\(resolved)` is not pinned", at: image,
            help: "give it a tag other than `latest`, or a digest, so that every machine runs the same")
    }

    /// PostgreSQL, MySQL, SQL Server, MongoDB, Redis, Elasticsearch, Memcached, CouchDB, InfluxDB, Cassandra, etcd.
    private static let databasePorts: Set<Int> = [
        5432, 3306, 1433, 27017, 6379, 9200, 11211, 5984, 8086, 9042, 2379,
    ]

    private func checkPort(_ node: Node) {
        guard let port = PortEntry(node, value: { values[$0]?.literal }), !port.isLoopback else { return }
        let database = Self.databasePorts.sorted().first(where: port.container.contains)
        if let database, port.hostAddress == nil {
            report.warning(
                "the database port \(database) is published on all addresses", at: node,
                help:
                    "services reach it without `ports`; for the machine itself write \"127.0.0.1:\(database):\(database)\""
            )
        }
        guard hasFirewall, let host = port.host else { return }
        guard let closed = host.first(where: { !spec.firewall.contains(PortRule(port: $0, transport: port.transport)) })
        else { return }
        let rule = PortRule(port: closed, transport: port.transport)
        let list = (spec.firewall + [rule]).map(\.description).joined(separator: ", ")
        report.warning(
            "the published port \(rule) is missing from `firewall`", at: node,
            help: "write `firewall: [\(list)]` in app.yaml, or publish it on 127.0.0.1")
    }

    private func checkDependency(_ dependency: ComposeService.Dependency) {
        let names = compose.services.map(\.name)
        guard !names.contains(dependency.name) else { return }
        report.error(
            "there is no service `\(dependency.name)`", at: dependency.node,
            help: Suggestion.help(for: dependency.name, among: names, what: "service"))
    }

    /// A bind mount of a file that lies beside app.yaml but is not laid down: Docker would put an empty folder there.
    private func checkMount(_ node: Node) {
        let source = node["source"]?.string ?? node.string?.split(separator: ":").first.map(String.init) ?? ""
        guard source.hasPrefix("./"), let path = try? compose.folder.normalized(source), !isLaidDown(path),
            compose.folder.contains(compose.directory + path)
        else { return }
        report.warning(
            "`\(source)` is mounted but not laid down on the machine", at: node["source"] ?? node,
            help: "add `- { from: \(compose.directory)\(path), to: \(path) }` to `stack.files` in app.yaml")
    }

    private func checkEnvironmentFile(_ node: Node) {
        let file = node["path"] ?? node
        guard node["required"]?.bool != false, let text = file.string, let path = try? compose.folder.normalized(text),
            path != ".env", !isLaidDown(path)
        else { return }
        report.error(
            "the environment file `\(text)` is not on the machine", at: file,
            help: "add it to `stack.files` in app.yaml, or use `.env`, which is written from `env`")
    }

    private func isLaidDown(_ path: String) -> Bool {
        spec.stack.files.contains { $0.path == path || $0.path.hasPrefix(path + "/") }
    }

    private func checkVariables(in node: Node) {
        for scalar in node.scalars {
            guard let text = scalar.string, text.contains("$") else { continue }
            for variable in Interpolation(text).variables where values[variable.name] == nil {
                report(variable, in: scalar)
            }
        }
    }

    private func report(_ variable: Interpolation.Variable, in node: Node) {
        guard !variable.name.hasPrefix("COMPOSE_") else { return }
        let before = node.scalar?.text.utf8.prefix(variable.offset) ?? "".utf8.prefix(0)
        let mark = report.source.mark(of: before.count { $0 & 0xC0 != 0x80 }, in: node)
        let length = mark == node.start ? 1 : variable.length
        let help =
            spec.secrets.contains { $0.name == variable.name }
            ? "add `\(variable.name): \"{{ secrets.\(variable.name) }}\"` to `env` in app.yaml"
            : Suggestion.nearest(to: variable.name, among: values.keys.sorted()).map { "did you mean `\($0)`?" }
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

extension Node {
    /// All scalars that are values, in the order of the text.
    var scalars: [Node] {
        switch value {
        case .scalar: [self]
        case .sequence(let nodes): nodes.flatMap(\.scalars)
        case .mapping(let pairs): pairs.flatMap { $0.value.scalars }
        }
    }
}
