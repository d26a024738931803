import Foundation
import Import
import Plan

/// A Compose file to import, and what lies beside it.
struct ComposeSource {
    let file: String
    private let leftBehind = LeftBehind()

    init(file: String) { self.file = file }

    /// What was not read, with the reason.
    var notRead: [String] { leftBehind.reasons }

    private final class LeftBehind {
        var reasons: [String] = []
    }

    /// What Docker Compose looks for in a folder, in this order.
    static let usualNames = ["compose.yaml", "compose.yml", "docker-compose.yaml", "docker-compose.yml"]
    private static let largestFile = 16 << 20
    private static let mostFiles = 1000

    private var folder: URL { URL(fileURLWithPath: file).deletingLastPathComponent().resolvingSymlinksInPath() }

    /// The Compose files that an argument means: itself, the one in a folder, all templates in a folder, or those in the
    /// folders below it. Links to folders are not followed.
    static func files(_ path: String) throws -> [String] {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue else {
            return [path]
        }
        let names = try FileManager.default.contentsOfDirectory(atPath: path).sorted()
        let usual = usualNames.first(where: names.contains).map { [$0] }
        let chosen = usual ?? names.filter { $0.hasSuffix(".yaml") || $0.hasSuffix(".yml") }
        let places = names.map { (path as NSString).appendingPathComponent($0) }
        guard chosen.isEmpty else { return zip(names, places).filter { chosen.contains($0.0) }.map(\.1) }
        return try zip(names, places).filter { name, place in
            let kind = try? FileManager.default.attributesOfItem(atPath: place)[.type] as? FileAttributeType
            return !name.hasPrefix(".") && kind == .typeDirectory
        }.flatMap { try files($0.1) }
    }

    /// Dokploy's template beside a file with the usual name.
    var dokploy: [UInt8]? {
        guard Self.usualNames.contains((file as NSString).lastPathComponent) else { return nil }
        return try? [UInt8](Data(contentsOf: URL(fileURLWithPath: beside(Importer.dokployFile))))
    }

    /// What Compose would read over it by itself.
    var override: String? {
        guard Self.usualNames.contains((file as NSString).lastPathComponent) else { return nil }
        return Stack.overrideNames.map(beside).first(where: FileManager.default.fileExists)
    }

    /// The files that are laid over it where the user has not said: as `COMPOSE_FILE` has them.
    func overlays(_ named: [String]) -> [String] {
        named.first.map { ($0 as NSString).lastPathComponent } == (file as NSString).lastPathComponent
            ? named.dropFirst().map(beside) : []
    }

    private func beside(_ name: String) -> String {
        ((file as NSString).deletingLastPathComponent as NSString).appendingPathComponent(name)
    }

    /// The file's name without its ending, or its folder's where the file is called as all are, such as
    /// docker-compose.prod.yml.
    var base: String {
        let url = URL(fileURLWithPath: file).standardizedFileURL
        let words = url.lastPathComponent.split(separator: ".")
        guard words.first == "compose" || words.first == "docker-compose" else {
            return url.deletingPathExtension().lastPathComponent
        }
        return url.deletingLastPathComponent().lastPathComponent
    }

    func bytes() throws -> [UInt8] { [UInt8](try Data(contentsOf: URL(fileURLWithPath: file))) }

    /// A file, or all files in a folder, by their paths from the Compose file. Links out of its folder are not followed.
    func files(_ path: String) -> [ImportedFile]? {
        let start = folder.appendingPathComponent(path)
        let root = folder.path + "/"
        guard start.resolvingSymlinksInPath().path.hasPrefix(root) else { return nil }
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: start.path, isDirectory: &isFolder) else { return nil }
        guard isFolder.boolValue else { return one(path, start).map { [$0] } }
        let inner = FileManager.default.enumerator(atPath: start.path)?.compactMap { $0 as? String } ?? []
        if inner.count > Self.mostFiles {
            leftBehind.reasons.append("`\(path)` has more than \(Self.mostFiles) files: the rest is not taken along")
        }
        return inner.sorted().prefix(Self.mostFiles).compactMap { name in
            let url = start.appendingPathComponent(name)
            guard url.resolvingSymlinksInPath().path.hasPrefix(root) else {
                leftBehind.reasons.append("`\(path)/\(name)` is a link out of the folder, which is not followed")
                return nil
            }
            return one("\(path)/\(name)", url)
        }
    }

    private func one(_ path: String, _ url: URL) -> ImportedFile? {
        var isFolder: ObjCBool = false
        if FileManager.default.fileExists(atPath: url.path, isDirectory: &isFolder), isFolder.boolValue { return nil }
        guard
            let values = try? url.resolvingSymlinksInPath().resourceValues(forKeys: [.isRegularFileKey, .fileSizeKey]),
            values.isRegularFile == true, (values.fileSize ?? 0) <= Self.largestFile,
            let data = try? Data(contentsOf: url)
        else {
            leftBehind.reasons.append("`\(path)` cannot be read, or is no file of at most 16 MiB")
            return nil
        }
        return ImportedFile(
            path: path, bytes: [UInt8](data), isExecutable: FileManager.default.isExecutableFile(atPath: url.path))
    }
}
