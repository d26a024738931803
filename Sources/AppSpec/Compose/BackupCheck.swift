import ComposeFile
import Findings
import Plan
import Text
import YAML

/// Finds what services keep that no backup would hold: on the day it is needed it is too late.
struct BackupCheck {
    private let compose: ComposeProject
    private let spec: AppSpec
    private let root: Node
    private let report: Reporter
    private let places: [StackData.Place]
    /// What `without` names.
    private let dispensable: [(node: Node, name: String)]

    init(compose: ComposeProject, spec: AppSpec, root: Node, report: Reporter) {
        self.compose = compose
        self.spec = spec
        self.root = root
        self.report = report
        places = StackData(compose, spec.environment).places
        dispensable = (root["backup"]?.sequence ?? []).compactMap { item in
            item["without"].flatMap { node in node.string.map { (node, Self.normal($0)) } }
        }
    }

    func run() {
        var seen: Set<String> = []
        for place in places where !isKept(place) {
            if let name = place.name, !seen.insert(Self.normal(name)).inserted { continue }
            place.declaration.place.layer.report.warning(
                "\(Self.title(place)) is not in a backup", at: place.declaration.sourceNode, help: Self.help(place))
        }
        let names = places.compactMap { $0.name.map(Self.normal) }
        guard compose.isComplete else { return }
        for item in dispensable where !names.contains(item.name) {
            report.error(
                "no service has `\(item.name)` mounted", at: item.node,
                help: Suggestion.help(for: item.name, among: Set(names).sorted(), what: "volume or folder"))
        }
    }

    private func isKept(_ place: StackData.Place) -> Bool {
        let service = place.mount.service
        let isDumped = spec.backup.contains { if case .postgres(service, _, _) = $0 { true } else { false } }
        if isDumped { return true }
        guard let name = place.name else { return false }
        if dispensable.contains(where: { $0.name == Self.normal(name) }) || isConfiguration(name) { return true }
        return spec.backup.contains(.volume(name: name))
    }

    /// What the app lays down itself, and what is the machine's.
    private func isConfiguration(_ source: String) -> Bool {
        if source.hasPrefix("/") { return SystemPaths.contain(source) || source.hasPrefix("/etc/") }
        guard source.hasPrefix(".") else { return false }
        let path = Self.normal(source)
        return path == ".env" || spec.stack.files.contains { $0.path == path || $0.path.hasPrefix(path + "/") }
    }

    /// `./data/` and `./data` are the same folder.
    private static func normal(_ source: String) -> String {
        source.split(separator: "/").filter { $0 != "." }.joined(separator: "/")
    }

    private static func title(_ place: StackData.Place) -> String {
        guard place.mount.source != nil else { return "the volume without a name at `\(place.mount.target)`" }
        let name = place.name ?? place.mount.target
        return place.declaration.kind == .bind ? "`\(name)`" : "the volume `\(name)`"
    }

    private static func help(_ place: StackData.Place) -> String {
        let dispensable = { (name: String) in ", or `- { without: \(name) }` if it can be done without" }
        guard place.mount.source != nil else { return "give the volume a name, and add it to `backup` in app.yaml" }
        guard let name = place.name else {
            return "keep it in a volume with a name, and add that to `backup` in app.yaml"
        }
        if place.declaration.kind == .volume {
            return "add `- { volume: \(name) }` to `backup` in app.yaml" + dispensable(name)
        }
        return "keep it in a volume and add that to `backup` in app.yaml" + dispensable(name)
    }
}
