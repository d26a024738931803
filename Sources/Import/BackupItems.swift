import AppSpec
import ComposeFile
import Plan
import Text
import YAML

/// The data that services keep, as items of a backup.
struct BackupItems {
    let draft: Draft

    func run() {
        defer { name() }
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

    /// Gives a name to each item whose usual one is taken or not possible, such as `.n8n`.
    private func name() {
        var names: Set<String> = []
        draft.backup = draft.backup.map { item in
            guard case .map(var keys) = item, let (key, value) = keys.first, key != "without",
                case .string(let source) = value
            else { return item }
            let usual = source.split(separator: "/").last { $0 != "." }.map(String.init) ?? source
            let possible = Self.itemName(usual)
            if possible == usual, names.insert(usual.lowercased()).inserted { return item }
            let whole = Self.itemName(source)
            var name = names.contains(possible.lowercased()) ? whole : possible
            var number = 2
            while !names.insert(name.lowercased()).inserted {
                name = "\(whole.prefix(60))-\(number)"
                number += 1
            }
            keys.insert(("name", .string(name)), at: 1)
            return .map(keys)
        }
    }

    /// Letters, digits, `.`, `_` and `-`, beginning with a letter or a digit.
    private static func itemName(_ text: String) -> String {
        let isPlain = { (byte: UInt8) in
            (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
        }
        let bytes = text.utf8.map { isPlain($0) || ".-_".utf8.contains($0) ? $0 : UInt8(ascii: "-") }
        let name = String(decoding: bytes.drop { !isPlain($0) }.prefix(63), as: UTF8.self)
        return name.isEmpty ? "data" : name
    }

    private func item(_ mount: Mount, _ source: String, _ service: ComposeService, stops: Bool) -> YAMLValue {
        if ["cache", "tmp", "temp"].contains(where: { source.lowercased().hasSuffix($0) }) {
            return .map([("without", .string(source))])
        }
        let source =
            source.hasPrefix("/")
            ? Self.normal(source)
            : mount.kind == .volume ? draft.renamedVolumes[source] ?? source : source
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
            && !draft.written.contains { $0.path.isWithin(path) }
    }

    private static func normal(_ source: String) -> String {
        let parts = source.split(separator: "/").filter { $0 != "." }
        return (source.hasPrefix("/") ? "/" : "") + parts.joined(separator: "/")
    }
}
