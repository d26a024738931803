import Artifacts
import Foundation
import Glibc
import Host
import Workflows

/// A repository's `.github/workflows`, as far as it is about one app.yaml. Only files whose first line says that
/// `generate --workflows` has made them are replaced or removed.
struct WorkflowFolder {
    /// The folder of the workflows, an absolute path.
    let path: String
    /// The repository's top folder.
    let top: String
    /// The app.yaml, from there.
    let origin: String
    let app: String

    /// A file in the way of one that is to be made.
    struct Stranger: Equatable {
        var path: String
        /// The other app.yaml of which it was made; nil where it was not made at all.
        var origin: String?
    }

    func strangers(among files: [WorkflowFile]) -> [Stranger] {
        files.compactMap { file in
            let path = location(of: file.name)
            var status = stat()
            guard lstat(path, &status) == 0 else { return nil }
            guard status.st_mode & S_IFMT == S_IFREG, let origin = madeOf(file.name) else {
                return Stranger(path: path)
            }
            return isOurs(origin, file.name) ? nil : Stranger(path: path, origin: origin)
        }
    }

    /// What writing the files would change, sorted by name.
    func differences(from files: [WorkflowFile]) -> [Difference] {
        let others = files.compactMap { file -> Difference? in
            guard let text = text(of: file.name) else { return .missing(location(of: file.name)) }
            return text == file.text ? nil : .differs(location(of: file.name))
        }
        return (others + stale(files).map { .unexpected(location(of: $0)) }).sorted { $0.path < $1.path }
    }

    /// Writes what differs, then removes what an earlier run has made and this one does not.
    ///
    /// - Returns: How many files were written, and the paths of those that were removed.
    func write(_ files: [WorkflowFile]) throws(FileFailure) -> (written: Int, removed: [String]) {
        let changed = files.filter { text(of: $0.name) != $0.text }
        try Files(.system).createFolderIfMissing(path)
        try Files(.system).write(changed.map { Files.Write(location(of: $0.name), Array($0.text.utf8), mode: 0o644) })
        let removed = stale(files).map { location(of: $0) }
        for path in removed { unlink(path) }
        return (changed.count, removed)
    }

    private func location(of name: String) -> String { "\(path)/\(name)" }

    private func text(of name: String) -> String? {
        try? String(contentsOf: URL(fileURLWithPath: location(of: name)), encoding: .utf8)
    }

    /// The app.yaml; nil for a file that was made otherwise.
    private func madeOf(_ name: String) -> String? { text(of: name).flatMap { WorkflowFile.origin(of: $0) } }

    /// Whether a file was made of this app.yaml, or of one that is no longer there and had the same name: the app was moved.
    private func isOurs(_ origin: String, _ name: String) -> Bool {
        if origin == self.origin { return true }
        return name.hasPrefix("\(app)-") && !FileManager.default.fileExists(atPath: "\(top)/\(origin)")
    }

    private func stale(_ files: [WorkflowFile]) -> [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
        let wanted = Set(files.map(\.name))
        return names.sorted().filter { name in
            guard !wanted.contains(name), let origin = madeOf(name) else { return false }
            return isOurs(origin, name)
        }
    }
}
