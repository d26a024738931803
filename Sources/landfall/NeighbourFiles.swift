import Foundation
import Glibc
import Import

/// Reads what lies beside a Compose file. Links are followed where they stay in its folder, and each file is taken once for
/// every name that leads to it.
struct NeighbourFiles {
    private static let largestFile = 16 << 20
    private static let mostBytes = 64 << 20
    private static let mostFiles = 1000
    /// Folders with links to one another have more names than anybody can walk.
    private static let mostNames = 20_000

    /// The folder without links on the way to it, with a slash at the end.
    let root: String

    init(folder: String) {
        let path = Self.resolved(folder.isEmpty ? "." : folder) ?? folder
        root = path.hasSuffix("/") ? path : path + "/"
    }

    /// - Parameter path: From the folder.
    /// - Returns: Nil where nothing is at the path.
    func find(_ path: String) -> FoundFiles? {
        var status = stat()
        guard lstat(root + path, &status) == 0 || errno == EACCES else { return blocked(path, errno) }
        var walk = Walk(root: root, top: path)
        walk.visit(path, within: [])
        walk.found.files.sort { $0.path < $1.path }
        return walk.found
    }

    /// What is wrong on the way to a path at which nothing is; nil where there is just nothing.
    private func blocked(_ path: String, _ reason: Int32) -> FoundFiles? {
        var part = ""
        for name in path.split(separator: "/").dropLast() {
            part += part.isEmpty ? name : "/\(name)"
            var status = stat()
            guard lstat(root + part, &status) == 0 else { break }
            guard status.st_mode & S_IFMT == S_IFLNK, Self.resolved(root + part) == nil else { continue }
            return FoundFiles(
                files: [], refusals: ["`\(part)` is a link to nothing or to itself, so `\(path)` cannot be taken along"]
            )
        }
        return reason == ENOENT
            ? nil : FoundFiles(files: [], refusals: ["`\(path)` cannot be read: \(String(cString: strerror(reason)))"])
    }

    /// With all links followed; nil where that is not possible.
    private static func resolved(_ path: String) -> String? {
        guard let resolved = realpath(path, nil) else { return nil }
        defer { free(resolved) }
        return String(cString: resolved)
    }

    private struct Walk {
        let root: String
        /// What was asked for.
        let top: String
        var found = FoundFiles(files: [])
        private var bytes = 0
        private var names = 0
        private var isFull = false

        init(root: String, top: String) {
            self.root = root
            self.top = top
        }

        /// - Parameter open: The folders that lead here, without links.
        mutating func visit(_ path: String, within open: [String]) {
            guard !isFull else { return }
            names += 1
            guard names <= NeighbourFiles.mostNames else {
                return fill("`\(top)` has more than \(NeighbourFiles.mostNames) names in it")
            }
            guard let real = NeighbourFiles.resolved(root + path) else {
                let reason = String(cString: strerror(errno))
                return refuse("`\(path)` cannot be read, or is a link to nothing: \(reason)")
            }
            guard (real + "/").hasPrefix(root) else {
                return refuse("`\(path)` is a link out of the folder, which is not followed")
            }
            var status = stat()
            guard stat(real, &status) == 0 else { return refuse("`\(path)` cannot be read") }
            switch status.st_mode & S_IFMT {
            case S_IFDIR: visitFolder(path, real, within: open)
            case S_IFREG: take(path, real, status)
            default: refuse("`\(path)` is neither a file nor a folder")
            }
        }

        private mutating func visitFolder(_ path: String, _ real: String, within open: [String]) {
            guard !open.contains(real), real + "/" != root else {
                return refuse("`\(path)` is a link to a folder that it is in itself")
            }
            guard let names = try? FileManager.default.contentsOfDirectory(atPath: real) else {
                return refuse("`\(path)` cannot be read")
            }
            for name in names.sorted() { visit("\(path)/\(name)", within: open + [real]) }
        }

        private mutating func take(_ path: String, _ real: String, _ status: stat) {
            let size = Int(status.st_size)
            guard found.files.count < NeighbourFiles.mostFiles else {
                return fill("`\(top)` has more than \(NeighbourFiles.mostFiles) files")
            }
            guard size <= NeighbourFiles.largestFile else {
                return refuse("`\(path)` cannot be taken along: it has more than 16 MiB")
            }
            guard bytes + size <= NeighbourFiles.mostBytes else { return fill("`\(top)` has more than 64 MiB") }
            guard let data = FileManager.default.contents(atPath: real) else {
                return refuse("`\(path)` cannot be read")
            }
            bytes += size
            found.files.append(
                ImportedFile(path: path, bytes: [UInt8](data), isExecutable: access(real, X_OK) == 0))
        }

        private mutating func refuse(_ reason: String) { found.refusals.append(reason) }

        private mutating func fill(_ reason: String) {
            isFull = true
            refuse("\(reason): the rest is not taken along")
        }
    }
}
