import Foundation
import Import
import Plan

/// A Compose file to import, and what lies beside it.
struct ComposeSource {
    let file: String

    /// Why a file cannot be read.
    struct Unreadable: Error {
        let file: String
        let reason: String
    }

    /// What Docker Compose looks for in a folder, in this order.
    static let usualNames = ["compose.yaml", "compose.yml", "docker-compose.yaml", "docker-compose.yml"]

    private var folder: String { (file as NSString).deletingLastPathComponent }

    /// The Compose files that an argument means: itself, the one in a folder, all templates in a folder, or those in the
    /// folders below it. Links to folders are not followed.
    ///
    /// - Parameter environment: The env file's text; nil for none.
    static func files(_ path: String, _ environment: [UInt8]? = nil) throws -> [String] {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue else {
            return [path]
        }
        if let main = main(in: path, environment) { return [main] }
        let names = try FileManager.default.contentsOfDirectory(atPath: path).sorted()
        let chosen = names.filter { $0.hasSuffix(".yaml") || $0.hasSuffix(".yml") }
        let places = names.map { (path as NSString).appendingPathComponent($0) }
        guard chosen.isEmpty else { return zip(names, places).filter { chosen.contains($0.0) }.map(\.1) }
        return try zip(names, places).filter { name, place in
            let kind = try? FileManager.default.attributesOfItem(atPath: place)[.type] as? FileAttributeType
            return !name.hasPrefix(".") && kind == .typeDirectory
        }.flatMap { try files($0.1, environment) }
    }

    /// The file that Docker Compose takes in a folder; nil where there is none.
    static func main(in folder: String, _ environment: [UInt8]?) -> String? {
        let named = ComposeSource(file: (folder as NSString).appendingPathComponent("x")).named(environment).prefix(1)
        let usual = usualNames.map { folder == "." ? $0 : (folder as NSString).appendingPathComponent($0) }
        return (named + usual).first(where: FileManager.default.fileExists)
    }

    /// The files that `COMPOSE_FILE` names in the env file, or else in the `.env` beside the file, where Compose reads it.
    func named(_ environment: [UInt8]?) -> [String] {
        let given = environment.map { Importer.composeFiles(in: $0) } ?? []
        let own = FileManager.default.contents(atPath: beside(".env")).map { Importer.composeFiles(in: [UInt8]($0)) }
        return (given.isEmpty ? own ?? [] : given).map(beside)
    }

    /// The files that are laid over it where the user has not said, and what to say where `COMPOSE_FILE` means others.
    ///
    /// - Returns: No files where nothing says which, and Compose looks for its override.
    func overlays(_ environment: [UInt8]?) -> (files: [String]?, note: String?) {
        let named = named(environment)
        guard let first = named.first else { return (nil, nil) }
        let path = { (file: String) in URL(fileURLWithPath: file).standardizedFileURL.path }
        guard path(first) == path(file) else {
            return (
                nil,
                "`COMPOSE_FILE` begins with `\(first)`, and this is another file, which is imported by itself: name "
                    + "that one, or give what belongs to this one by --overlay"
            )
        }
        return (Array(named.dropFirst()), nil)
    }

    /// Dokploy's template beside a file with the usual name.
    func dokploy() throws(Unreadable) -> [UInt8]? {
        let template = beside(Importer.dokployFile)
        guard Self.usualNames.contains((file as NSString).lastPathComponent),
            FileManager.default.fileExists(atPath: template)
        else { return nil }
        return try Self.bytes(template)
    }

    /// What Compose would read over it by itself.
    var override: String? {
        guard Self.usualNames.contains((file as NSString).lastPathComponent) else { return nil }
        return Stack.overrideNames.map(beside).first(where: FileManager.default.fileExists)
    }

    private func beside(_ name: String) -> String {
        name.hasPrefix("/") ? name : (folder as NSString).appendingPathComponent(name)
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

    static func bytes(_ file: String) throws(Unreadable) -> [UInt8] {
        do {
            return [UInt8](try Data(contentsOf: URL(fileURLWithPath: file)))
        } catch {
            throw Unreadable(file: file, reason: error.localizedDescription)
        }
    }

    /// What is at a path from the Compose file.
    func neighbours() -> (String) -> FoundFiles? {
        let files = NeighbourFiles(folder: folder)
        return files.find
    }
}
