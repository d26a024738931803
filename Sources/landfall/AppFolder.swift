import Foundation
import Import
import Stamp

/// The folder of an imported app.
struct AppFolder {
    let path: String

    struct Taken: Error, CustomStringConvertible {
        let path: String
        var description: String { "\(path) is already there: move it away, or choose another folder" }
    }

    /// Another app's, as far as can be seen.
    struct OfAnother: Error, CustomStringConvertible {
        let path: String
        /// What it was imported from; nil where that is not known.
        let source: String?

        var description: String {
            let origin = source.map { ", from \($0)" } ?? ""
            let same =
                source == nil ? "" : "; if both are the same app, remove the line `# source` from its .landfall-import"
            return "\(path) is another app that was imported\(origin), and stays as it is: choose another folder with "
                + "--output, or move it away\(same)"
        }
    }

    struct Linked: Error, CustomStringConvertible {
        let path: String
        var description: String {
            "\(path) is a link, and an import writes nothing beyond its folder: remove it, or choose another folder"
        }
    }

    /// What an import changed.
    struct Update {
        var isNew = false
        var written: [String] = []
        var removed: [String] = []
        /// What the publisher has edited, which stays; with the name of the new version beside it where there is one.
        var kept: [(file: String, new: String?)] = []

        var isUnchanged: Bool {
            !isNew && written.isEmpty && removed.isEmpty && kept.allSatisfy { $0.new == nil }
        }

        func summary(_ folder: String) -> String {
            isNew ? "written to \(folder)" : isUnchanged ? "\(folder) is up to date" : "updated in \(folder)"
        }

        func lines(_ folder: String) -> [String] {
            let place = { (file: String) -> String in (folder as NSString).appendingPathComponent(file) }
            var lines: [String] = []
            if !isNew { lines = written.map { "  replaced: \(place($0))" } }
            for file in removed { lines.append("  removed, as nothing needs it any more: \(place(file))") }
            for (file, new) in kept {
                let end = new.map { "; the new one is \(place($0)): rename it to take it" } ?? ""
                lines.append("  kept, as it was edited: \(place(file))\(end)")
            }
            return lines
        }
    }

    /// Writes the files, or brings those of an earlier import up to date. What the publisher has edited or added stays.
    ///
    /// - Parameter source: The Compose file that they are made of.
    /// - Throws: ``Taken`` where something is there that no import wrote, ``OfAnother`` where another app is.
    func bring(_ files: [ImportedFile], from source: String) throws -> Update {
        let origin = ImportOrigin(folder: path, source: source)
        if let record = ImportRecord(folder: path) {
            guard !origin.isOther(record.source, files) else {
                throw OfAnother(path: path, source: record.source.map(origin.readable))
            }
            return try update(files, record, origin)
        }
        var new = ImportRecord(files)
        new.source = origin.relative
        let record = new.file
        if holds(files) {
            // By a version that kept no record.
            try put([record], in: URL(fileURLWithPath: path))
            return Update()
        }
        try write(files + [record])
        return Update(isNew: true)
    }

    private func update(_ files: [ImportedFile], _ record: ImportRecord, _ origin: ImportOrigin) throws -> Update {
        var update = Update()
        var next = ImportRecord(files)
        next.source = origin.relative
        let folder = URL(fileURLWithPath: path)
        for file in files {
            if let link = link(above: file.path) { throw Linked(path: link) }
            let sum = SHA256.hex(file.bytes)
            switch state(file.path) {
            case .file(sum): break
            case .none, .file(record.sums[file.path] ?? ""):
                try put([file], in: folder)
                update.written.append(file.path)
            default:
                // The same as last time: the publisher knows it.
                guard record.sums[file.path] != sum else {
                    update.kept.append((file.path, nil))
                    for (name, sum) in record.sums where ImportRecord.isNew(name, of: file.path) {
                        next.sums[name] = sum
                    }
                    continue
                }
                let name = newName(file.path, sum, record)
                next.sums[name] = sum
                try put([ImportedFile(path: name, bytes: file.bytes, isExecutable: file.isExecutable)], in: folder)
                update.kept.append((file.path, name))
            }
        }
        let made = Set(files.map(\.path))
        let pending = Set(next.sums.keys)
        // What is edited may need files that what is new does not.
        let keepsAll = !update.kept.isEmpty
        for (file, sum) in record.sums.sorted(by: { $0.key < $1.key }) where !pending.contains(file) {
            let isNew = made.contains { ImportRecord.isNew(file, of: $0) }
            if keepsAll, !isNew, state(file) == .file(sum) {
                next.sums[file] = sum
                continue
            }
            guard state(file) == .file(sum), link(above: file) == nil else {
                if state(file) != .none { update.kept.append((file, nil)) }
                continue
            }
            try FileManager.default.removeItem(atPath: place(file))
            update.removed.append(file)
        }
        // At the end: a run that was interrupted is done again by the next.
        try put([next.file], in: folder)
        return update
    }

    /// The first folder of a path that is a link; nil if none is.
    private func link(above file: String) -> String? {
        var parts = file.split(separator: "/").dropLast().map(String.init)
        while !parts.isEmpty {
            let folder = place(parts.joined(separator: "/"))
            var status = stat()
            if lstat(folder, &status) == 0, status.st_mode & S_IFMT == S_IFLNK { return folder }
            parts.removeLast()
        }
        return nil
    }

    private enum State: Equatable {
        case none
        /// With its digest.
        case file(String)
        /// A folder, a link, or what cannot be read.
        case other
    }

    private func state(_ file: String) -> State {
        var status = stat()
        guard lstat(place(file), &status) == 0 else { return errno == ENOENT ? .none : .other }
        guard status.st_mode & S_IFMT == S_IFREG, let data = FileManager.default.contents(atPath: place(file)) else {
            return .other
        }
        return .file(SHA256.hex([UInt8](data)))
    }

    /// A free name beside a file, or the one that an earlier run gave to what was new then and nobody has edited.
    private func newName(_ file: String, _ sum: String, _ record: ImportRecord) -> String {
        var number = 1
        while true {
            let name = number == 1 ? "\(file).new" : "\(file).new.\(number)"
            let found = state(name)
            if found == .none || found == .file(sum) || found == .file(record.sums[name] ?? "") { return name }
            number += 1
        }
    }

    private func place(_ file: String) -> String { (path as NSString).appendingPathComponent(file) }

    /// All of it, or nothing: the folder appears by a rename.
    private func write(_ files: [ImportedFile]) throws {
        let manager = FileManager.default
        if let names = try? manager.contentsOfDirectory(atPath: path), !names.isEmpty { throw Taken(path: path) }
        let place = URL(fileURLWithPath: path).resolvingSymlinksInPath()
        let parent = place.deletingLastPathComponent()
        try manager.createDirectory(at: parent, withIntermediateDirectories: true)
        let temporary = parent.appendingPathComponent(
            ".\(place.lastPathComponent).\(ProcessInfo.processInfo.processIdentifier)")
        do {
            try put(files, in: temporary)
            guard rename(temporary.path, place.path) == 0 else {
                // Another run was faster.
                if errno == ENOTEMPTY || errno == EEXIST { throw Taken(path: path) }
                throw CocoaError(.fileWriteUnknown)
            }
        } catch {
            try? manager.removeItem(at: temporary)
            throw error
        }
    }

    /// Whether these files are there, and as they would be written. Others may be there too.
    private func holds(_ files: [ImportedFile]) -> Bool {
        files.allSatisfy { FileManager.default.contents(atPath: place($0.path)).map { [UInt8]($0) } == $0.bytes }
    }

    /// Beside what is there, of which nothing is replaced.
    func add(_ files: [ImportedFile]) throws {
        for file in files where FileManager.default.fileExists(atPath: place(file.path)) {
            throw Taken(path: place(file.path))
        }
        try put(files, in: URL(fileURLWithPath: path))
    }

    private func put(_ files: [ImportedFile], in folder: URL) throws {
        let manager = FileManager.default
        for file in files {
            let url = folder.appendingPathComponent(file.path)
            try manager.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(file.bytes).write(to: url, options: .atomic)
            if file.isExecutable { try manager.setAttributes([.posixPermissions: 0o755], ofItemAtPath: url.path) }
        }
    }
}
