import Plan
import YAML

/// What Landfall must know of a compose file; everything else in it is Compose's own affair.
struct ComposeFile {
    /// Its name within /opt/NAME.
    let name: String
    /// Where it lies within app.yaml's folder, with a slash at the end, or empty.
    let directory: String
    let bytes: [UInt8]
    let root: Node
    let report: Reporter
    let folder: SourceFolder
    let services: [ComposeService]
    /// Named volumes, declared at the top level.
    let volumes: [String]

    /// A compose file of a hundred services has some 100 KiB.
    private static let limits = YAML.Limits(bytes: 1 << 20)

    /// Nil where it cannot be read, which is reported.
    init?(file: SourceFolder.File, folder: SourceFolder, findings: Findings) {
        report = findings.reporter(for: SourceText(file: folder.display(file.path), bytes: file.bytes))
        do throws(YAMLError) {
            guard let root = try YAML.parse(file.bytes, limits: Self.limits) else {
                throw YAMLError("the compose file is empty", at: Mark(line: 1, column: 1), help: "declare `services`")
            }
            guard root.mapping != nil, let services = root["services"] else {
                throw YAMLError(
                    "the compose file has no `services`", at: root.start, help: "declare the app's services")
            }
            guard !services.entries.isEmpty else {
                throw YAMLError(
                    "`services` must be a mapping from names", at: services.start, help: "write `web:` under it")
            }
            self.root = root
            self.services = services.entries.map { ComposeService(name: $0.name, key: $0.key, node: $0.value) }
        } catch {
            report.error(error)
            return nil
        }
        self.folder = folder
        name = file.path.split(separator: "/").last.map(String.init) ?? file.path
        directory = String(file.path.dropLast(name.count))
        bytes = file.bytes
        volumes = root["volumes"]?.entries.map(\.name) ?? []
    }

    /// - Parameter value: A variable's value, where it is known before the first boot.
    func summaries(_ value: (String) -> String?) -> [Service] {
        // As many as a machine has: a hostile file's ranges would fill the memory.
        var left = 2 * 65535
        let awaited = Set(services.flatMap { $0.dependencies.filter(\.mustComplete).map(\.name) })
        return services.map { service in
            var ports: [PublishedPort] = []
            for node in service["ports"]?.sequence ?? [] where left > 0 {
                let published = PortEntry(node, value: value)?.publications.prefix(left) ?? []
                left -= published.count
                ports += published
            }
            return Service(
                name: service.name, image: service.image?.string, hasHealthcheck: service.hasHealthcheck,
                isOneShot: service["restart"]?.string == "no" || awaited.contains(service.name), ports: ports)
        }
    }

    /// Whether a service is given the whole `.env`, so that every entry of it may be used.
    var passesWholeEnvironment: Bool {
        services.contains { service in
            guard let files = service["env_file"] else { return false }
            return (files.sequence ?? [files]).contains {
                ($0["path"] ?? $0).string.map { $0 == ".env" || $0 == "./.env" } ?? false
            }
        }
    }
}

struct ComposeService {
    struct Dependency {
        let name: String
        let node: Node
        /// Others wait until it has run to its end.
        let mustComplete: Bool
    }

    let name: String
    let key: Node
    private let entries: [String: Node]

    init(name: String, key: Node, node: Node) {
        self.name = name
        self.key = key
        entries = Dictionary(node.entries.map { ($0.name, $0.value) }) { first, _ in first }
    }

    subscript(key: String) -> Node? { entries[key] }

    var image: Node? { self["image"] }

    var hasHealthcheck: Bool {
        guard let check = self["healthcheck"], check["disable"]?.bool != true else { return false }
        let test = check["test"]
        return test != nil && (test?.sequence?.first ?? test)?.string != "NONE"
    }

    var dependencies: [Dependency] {
        guard let node = self["depends_on"] else { return [] }
        let listed = (node.sequence ?? []).compactMap { item in
            item.string.map { Dependency(name: $0, node: item, mustComplete: false) }
        }
        return listed
            + node.entries.map {
                let condition = $0.value["condition"]?.string
                return Dependency(
                    name: $0.name, node: $0.key, mustComplete: condition == "service_completed_successfully")
            }
    }
}
