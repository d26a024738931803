import Foundation
import Import
import Stamp
import Text

/// Which files an import wrote, and as what: so the next one knows what the publisher has edited since.
struct ImportRecord {
    static let name = ".landfall-import"

    /// Each file's SHA-256, by its path in the folder.
    var sums: [String: String] = [:]

    /// The Compose file, as ``ImportOrigin/relative`` has it; nil where an earlier version did not write it.
    var source: String?

    private static let sourceMark = "# source: "

    /// Whether a path is that of a new version beside an edited file.
    static func isNew(_ path: String, of file: String) -> Bool {
        path == file + ".new" || path.hasPrefix(file + ".new.")
    }

    init(_ files: [ImportedFile]) {
        for file in files { sums[file.path] = SHA256.hex(file.bytes) }
    }

    /// nil where there is none.
    init?(folder: String) {
        let place = (folder as NSString).appendingPathComponent(Self.name)
        guard let data = FileManager.default.contents(atPath: place) else { return nil }
        for line in String(decoding: data, as: UTF8.self).split(separator: "\n") {
            if line.hasPrefix("#") {
                if line.hasPrefix(Self.sourceMark) { source = String(line.dropFirst(Self.sourceMark.count)) }
                continue
            }
            let (sum, path) = (String(line.prefix(64)), String(line.dropFirst(66)))
            // Nothing beyond the folder is ever removed, whatever the record says.
            let isWithin = !path.hasPrefix("/") && !path.split(separator: "/").contains("..")
            if sum.utf8.count == 64, !path.isEmpty, isWithin { sums[path] = sum }
        }
    }

    /// As `sha256sum --check` reads it.
    var file: ImportedFile {
        let lines = sums.sorted { $0.key < $1.key }.map { "\($0.value)  \($0.key)\n" }
        // A comment to `sha256sum`.
        let head = source.map { ["\(Self.sourceMark)\($0)\n"] } ?? []
        return ImportedFile(path: Self.name, bytes: Array((head + lines).joined().utf8))
    }
}

/// Which Compose file an app's folder is made of, so that another app of the same name does not replace it.
struct ImportOrigin {
    let folder: String
    let source: String

    /// From the app's folder, so that both may move together; absolute where they have nothing in common.
    var relative: String {
        let (from, to) = (Self.parts(folder), Self.parts(source))
        let common = zip(from, to).prefix { $0 == $1 }.count
        guard common > 1 else { return "/" + to.joined(separator: "/") }
        let up = Array(repeating: "..", count: from.count - common)
        return VisibleText.line((up + to[common...]).joined(separator: "/"))
    }

    private static func parts(_ path: String) -> [String] {
        URL(fileURLWithPath: path).resolvingSymlinksInPath().standardizedFileURL.path.split(separator: "/").map(
            String.init)
    }

    /// The place that a record names.
    private func place(_ recorded: String) -> String {
        URL(
            fileURLWithPath: recorded,
            relativeTo: URL(fileURLWithPath: folder, isDirectory: true).resolvingSymlinksInPath()
        )
        .standardizedFileURL.path
    }

    /// As a person finds it.
    func readable(_ recorded: String) -> String { VisibleText.line(place(recorded)) }

    /// Whether the folder's app is made of another file: one that is still there, or one with none of the images that the
    /// new one has. A file that was moved is the same.
    func isOther(_ recorded: String?, _ files: [ImportedFile]) -> Bool {
        if let recorded {
            if Self.parts(place(recorded)) == Self.parts(source) { return false }
            if FileManager.default.fileExists(atPath: place(recorded)) { return true }
        }
        let path = (folder as NSString).appendingPathComponent(Importer.composeFile)
        guard let old = FileManager.default.contents(atPath: path),
            let new = files.first(where: { $0.path == Importer.composeFile })
        else { return false }
        let (before, after) = (ImportedApp.images([UInt8](old)), ImportedApp.images(new.bytes))
        return !before.isEmpty && !after.isEmpty && before.isDisjoint(with: after)
    }
}
