import Foundation
import Gzip
import Host
import Stamp

/// Compressed first-boot executables, kept between runs: compressing one takes seconds, and every app's release has the
/// same one. The apps' files are hard links to the one that is kept, where their folder is on the same file system.
///
/// A file's name has the digests of what is compressed and of itself, and zlib's version. One that does not have the
/// digest that its name says is not used. That it cannot be written is no error.
public struct ProgramCache: Sendable {
    /// Executables of other releases of Landfall that stay, besides.
    private static let kept = 8
    /// Compressing less takes no time. In bytes.
    private static let least = 1 << 20

    /// nil if nothing is kept.
    private let folder: String?

    /// Keeps nothing.
    public static let none = ProgramCache(folder: nil)

    public init(folder: String?) { self.folder = folder }

    /// `landfall/programs` in the user's folder for such files ($XDG_CACHE_HOME, or ~/.cache).
    public init(environment: [String: String]) {
        let caches = ThisProcess.cacheFolder { environment[$0] }
        folder = caches.flatMap { $0.hasPrefix("/") ? "\($0)/landfall/programs" : nil }
    }

    /// - Parameter sha256: Of the bytes.
    public func compressed(_ bytes: [UInt8], sha256: String) -> CompressedProgram {
        guard let folder, bytes.count >= Self.least else { return Self.compress(bytes) }
        let start = "\(sha256).\(Gzip.version)."
        if let kept = find(start, in: folder) { return kept }
        let made = Self.compress(bytes)
        let path = "\(folder)/\(start)\(made.sha256).gz"
        guard keep(made, at: path) else { return made }
        return CompressedProgram(bytes: made.bytes, sha256: made.sha256, path: path)
    }

    private static func compress(_ bytes: [UInt8]) -> CompressedProgram {
        let packed = Gzip.compress(bytes)
        return CompressedProgram(bytes: packed, sha256: SHA256.hex(packed))
    }

    private func find(_ start: String, in folder: String) -> CompressedProgram? {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        for name in names where name.hasPrefix(start) && name.hasSuffix(".gz") {
            let path = "\(folder)/\(name)"
            guard let data = try? Data(contentsOf: URL(fileURLWithPath: path)) else { continue }
            let bytes = [UInt8](data)
            let sha256 = SHA256.hex(bytes)
            if name == "\(start)\(sha256).gz" {
                return CompressedProgram(bytes: bytes, sha256: sha256, path: path)
            }
            // Somebody has changed it, here or through one of its links.
            try? FileManager.default.removeItem(atPath: path)
        }
        return nil
    }

    /// - Returns: Whether it is there now.
    private func keep(_ program: CompressedProgram, at path: String) -> Bool {
        let temporary = "\(path).\(ProcessInfo.processInfo.processIdentifier)"
        do {
            try FileManager.default.createDirectory(
                atPath: (path as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
            try Data(program.bytes).write(to: URL(fileURLWithPath: temporary))
            try FileManager.default.setAttributes([.posixPermissions: NSNumber(value: 0o644)], ofItemAtPath: temporary)
            guard rename(temporary, path) == 0 else { throw CocoaError(.fileWriteUnknown) }
        } catch {
            try? FileManager.default.removeItem(atPath: temporary)
            return false
        }
        removeOldest()
        return true
    }

    private func removeOldest() {
        guard let folder, let names = try? FileManager.default.contentsOfDirectory(atPath: folder) else { return }
        let files = names.filter { $0.contains(".gz") }.compactMap { name -> (path: String, date: Date)? in
            let path = "\(folder)/\(name)"
            let facts = try? FileManager.default.attributesOfItem(atPath: path)
            return (facts?[.modificationDate] as? Date).map { (path, $0) }
        }
        for file in files.sorted(by: { $0.date > $1.date }).dropFirst(Self.kept) {
            try? FileManager.default.removeItem(atPath: file.path)
        }
    }
}
