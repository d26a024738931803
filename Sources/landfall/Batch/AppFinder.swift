import Foundation

/// The app.yaml files that arguments name: each itself, or all below a folder.
struct AppFinder {
    enum Item: Sendable {
        case file(String)
        /// Why there is nothing to do for an argument or in a folder.
        case problem(path: String, reason: String)

        var path: String {
            switch self {
            case .file(let path), .problem(let path, _): path
            }
        }
    }

    /// In the order of the arguments, within a folder sorted by name. A file that two arguments name comes once.
    private(set) var items: [Item] = []
    /// Links to folders, which are not followed: they could lead in a circle.
    private(set) var links: [String] = []
    private var seen: Set<String> = []
    private let fileName = "app.yaml"

    /// Whether these arguments mean one file, as opposed to a catalogue of one or more.
    static func isOneFile(_ paths: [String]) -> Bool { paths.count == 1 && !isFolder(paths[0]) }

    init(_ paths: [String]) {
        for path in paths {
            guard Self.isFolder(path) else {
                add(path)
                continue
            }
            let before = items.count
            walk(path)
            if items.count == before {
                items.append(.problem(path: path, reason: "there is no \(fileName) in this folder or below it"))
            }
        }
    }

    private mutating func walk(_ folder: String) {
        guard let directory = opendir(folder) else {
            let reason = String(cString: strerror(errno))
            return items.append(.problem(path: folder, reason: "this folder cannot be read: \(reason)"))
        }
        var names: [String] = []
        while let entry = readdir(directory) {
            let bytes = withUnsafeBytes(of: &entry.pointee.d_name) { Array($0.prefix { $0 != 0 }) }
            if let name = String(validating: bytes, as: UTF8.self) {
                if name != ".", name != ".." { names.append(name) }
            } else if entry.pointee.d_type == UInt8(DT_DIR) {
                let path = Self.join(folder, String(decoding: bytes, as: UTF8.self))
                items.append(.problem(path: path, reason: "this folder's name is not UTF-8: rename it"))
            }
        }
        closedir(directory)
        names.sort()
        // What lies in an app's folder is the app's.
        guard !names.contains(fileName) else { return add(Self.join(folder, fileName)) }
        for name in names where !name.hasPrefix(".") {
            let path = Self.join(folder, name)
            let kind = try? FileManager.default.attributesOfItem(atPath: path)[.type] as? FileAttributeType
            if kind == .typeDirectory {
                walk(path)
            } else if kind == .typeSymbolicLink, Self.isFolder(path) {
                links.append(path)
            }
        }
    }

    private mutating func add(_ path: String) {
        if seen.insert(URL(fileURLWithPath: path).resolvingSymlinksInPath().path).inserted { items.append(.file(path)) }
    }

    private static func join(_ folder: String, _ name: String) -> String {
        (folder as NSString).appendingPathComponent(name)
    }

    private static func isFolder(_ path: String) -> Bool {
        var isFolder: ObjCBool = false
        return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && isFolder.boolValue
    }
}
