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
        dispensable = (root["backup"]?.backupItems ?? []).compactMap { item in
            item["without"].flatMap { node in node.string.map { (node, Self.normal($0)) } }
        }
    }

    func run() {
        var seen: Set<String> = []
        for place in places where !isKept(place) {
            if let name = place.name, !seen.insert(Self.normal(name)).inserted { continue }
            place.declaration.place.layer.report.warning(
                "\(Self.title(place)) is not in a backup", at: place.declaration.sourceNode, help: help(place))
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
        if isInDump(place) { return true }
        guard let name = place.name.map(Self.normal) else { return false }
        if dispensable.contains(where: { $0.name == name }) || isConfiguration(place.name ?? "") { return true }
        return spec.backup.items.contains { $0.store.source.map(Self.normal) == name }
    }

    /// A dump has what the server keeps in its data folder. Of a service with one mount, that is it, wherever it is.
    private func isInDump(_ place: StackData.Place) -> Bool {
        let service = place.mount.service
        guard let kind = kindOfDump(of: service) else { return false }
        let own = places.filter { $0.mount.service == service && !isConfiguration($0.name ?? "") }
        return kind.keepsData(at: place.mount.target) || own.count == 1
    }

    private func kindOfDump(of service: String) -> DatabaseKind? {
        let items = root["backup"]?.backupItems ?? []
        return DatabaseKind.allCases.first { kind in items.contains { $0[kind.rawValue]?.string == service } }
    }

    /// What the app lays down itself, and what is the machine's.
    private func isConfiguration(_ source: String) -> Bool {
        if source.hasPrefix("/") { return SystemPaths.contain(source) || source.hasPrefix("/etc/") }
        guard source.hasPrefix(".") else { return false }
        let path = Self.normal(source)
        return path == ".env" || spec.stack.files.contains { $0.path.isWithin(path) }
    }

    /// `./data/` and `./data` are the same folder.
    static func normal(_ source: String) -> String {
        let parts = source.split(separator: "/").filter { $0 != "." }
        return (source.hasPrefix("/") ? "/" : "") + parts.joined(separator: "/")
    }

    private static func title(_ place: StackData.Place) -> String {
        guard place.mount.source != nil else { return "the volume without a name at `\(place.mount.target)`" }
        let name = place.name ?? place.mount.target
        return place.declaration.kind == .bind ? "`\(name)`" : "the volume `\(name)`"
    }

    private func help(_ place: StackData.Place) -> String {
        let service = place.mount.service
        let runs = compose.services.first { $0.name == service }.flatMap { DatabaseKind.of($0, in: compose) }
        if let kind = runs, !kind.isThere, let name = place.name {
            let key = place.declaration.kind == .volume ? "volume" : "path"
            return "add `- { \(key): \(name), stop: [\(service)] }` to `backup` in app.yaml" + Self.dispensable(name)
        }
        if let kind = runs, kindOfDump(of: service) == nil {
            return "add `- { \(kind.rawValue): \(service) }` to `backup` in app.yaml" + Self.dispensable(place.name)
        }
        guard place.mount.source != nil else { return "give the volume a name, and add it to `backup` in app.yaml" }
        guard let name = place.name else {
            return "keep it in a volume with a name, and add that to `backup` in app.yaml"
        }
        let key = place.declaration.kind == .volume ? "volume" : "path"
        return "add `- { \(key): \(name) }` to `backup` in app.yaml" + Self.dispensable(name)
    }

    private static func dispensable(_ name: String?) -> String {
        name.map { ", or `- { without: \($0) }` if it can be done without" } ?? ""
    }
}
