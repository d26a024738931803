import ComposeFile
import Findings
import Plan
import Text
import YAML

/// Compares what the items of `backup` say with the services of the compose file.
struct BackupItemCheck {
    private let compose: ComposeProject
    private let root: Node
    private let report: Reporter
    private let places: [StackData.Place]

    init(compose: ComposeProject, spec: AppSpec, root: Node, report: Reporter) {
        self.compose = compose
        self.root = root
        self.report = report
        places = StackData(compose, spec.environment).places
    }

    func run() {
        for item in root["backup"]?.backupItems ?? [] {
            for kind in DatabaseKind.allCases {
                if let service = item[kind.rawValue] { checkServer(service, kind) }
            }
            if let path = item["path"] { checkMounted(path, what: "folder or file") }
            if let place = item["in"] { checkMounted(place, what: "volume or folder") }
            if let source = item["volume"] ?? item["path"] { checkIsNoDatabase(source, item) }
        }
    }

    private func checkServer(_ node: Node, _ kind: DatabaseKind) {
        guard let service = service(node.string), let actual = DatabaseKind.of(service, in: compose), actual != kind
        else { return }
        report.error(
            "`\(service.name)` runs \(actual.title), not \(kind.title)", at: node,
            help: "write `\(actual.rawValue): \(service.name)`")
    }

    private func checkMounted(_ node: Node, what: String) {
        guard compose.isComplete, let name = node.string else { return }
        let mounted = places.compactMap(\.name)
        guard !mounted.contains(where: { BackupCheck.normal($0) == BackupCheck.normal(name) }) else { return }
        report.error(
            "no service has `\(name)` mounted", at: node,
            help: Suggestion.help(for: name, among: Set(mounted).sorted(), what: what))
    }

    /// A copy of a database's files while it writes to them is often one that no server opens.
    private func checkIsNoDatabase(_ node: Node, _ item: Node) {
        guard let name = node.string else { return }
        let stopped = (item["stop"]?.sequence ?? []).compactMap(\.string)
        for place in places where place.name.map(BackupCheck.normal) == BackupCheck.normal(name) {
            guard let service = service(place.mount.service), let kind = DatabaseKind.of(service, in: compose),
                !stopped.contains(service.name)
            else { continue }
            return report.warning(
                "\(kind.title) writes to `\(name)` while it is copied", at: node,
                help: kind.isThere
                    ? "write `- { \(kind.rawValue): \(service.name) }` for a copy of one moment, or add "
                        + "`stop: [\(service.name)]`"
                    : "add `stop: [\(service.name)]`")
        }
    }

    private func service(_ name: String?) -> ComposeService? { compose.services.first { $0.name == name } }
}

extension DatabaseKind {
    /// The server that a service runs; nil where its image's name says none. Only the machine may know the tag.
    static func of(_ service: ComposeService, in compose: ComposeProject) -> DatabaseKind? {
        let value = { (name: String) -> Interpolation.Value in
            compose.value(name) == .later ? .known("unknown") : compose.value(name)
        }
        return service.image?.string.flatMap { Interpolation($0).resolved(value) }.flatMap { of(image: $0) }
    }
}
