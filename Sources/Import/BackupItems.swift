import AppSpec
import ComposeFile
import Plan
import YAML

/// The data that services keep, as items of a backup.
struct BackupItems {
    let draft: Draft

    func run() {
        var seen: Set<String> = []
        for service in draft.services {
            let mounts = service.items("volumes").compactMap { Mount($0, value: draft.value) }
                .filter { !$0.isReadOnly && $0.kind != .other }
            let image = draft.image(of: service)
            let kind = image.flatMap { DatabaseKind.of(image: $0) }
            if let kind, kind.isThere {
                var isDumped = false
                for mount in mounts {
                    guard let source = mount.source else { continue }
                    guard kind.keepsData(at: mount.target) || mounts.count == 1 else { continue }
                    seen.insert(Self.normal(source))
                    isDumped = true
                }
                if isDumped { draft.backup.append(.map([(kind.rawValue, .string(service.name))])) }
            }
            for mount in mounts {
                guard let source = mount.source, isData(mount, source), seen.insert(Self.normal(source)).inserted else {
                    continue
                }
                draft.backup.append(item(mount, source, service, stops: kind != nil && kind?.isThere != true))
            }
        }
    }

    private func item(_ mount: Mount, _ source: String, _ service: ComposeService, stops: Bool) -> YAMLValue {
        if ["cache", "tmp", "temp"].contains(where: { source.lowercased().hasSuffix($0) }) {
            return .map([("without", .string(source))])
        }
        let source = mount.kind == .volume && source.hasSuffix("/") ? String(source.dropLast()) : source
        let key = mount.kind == .volume ? "volume" : "path"
        return .map(
            [(key, .string(source))] + (stops ? [("stop", .list([.string(service.name)]))] : []))
    }

    /// Not what the app lays down itself, and not what is the machine's.
    private func isData(_ mount: Mount, _ source: String) -> Bool {
        guard mount.kind == .bind else { return true }
        if source.hasPrefix("/") { return !SystemPaths.contain(source) && !source.hasPrefix("/etc/") }
        guard source.hasPrefix(".") else { return false }
        let path = Self.normal(source)
        return !path.isEmpty && path != ".env"
            && !draft.written.contains { $0.path == path || $0.path.hasPrefix(path + "/") }
    }

    private static func normal(_ source: String) -> String {
        let parts = source.split(separator: "/").filter { $0 != "." }
        return (source.hasPrefix("/") ? "/" : "") + parts.joined(separator: "/")
    }
}
