import Glibc
import Release

/// The files of a new pair of keys: `NAME.key`, `NAME.pub`, `NAME-spare.key`, `NAME-spare.pub`.
public struct KeyFiles: Sendable {
    public let folder: String
    public let name: String

    public init(folder: String, name: String) {
        self.folder = folder
        self.name = name
    }

    public var active: String { "\(folder)/\(name)" }
    public var spare: String { "\(folder)/\(name)-spare" }
    private var paths: [String] { [active, spare].flatMap { ["\($0).key", "\($0).pub"] } }

    /// Writes both keys, and makes the folder if there is none. A file that exists is never written over.
    ///
    /// - Returns: The public keys.
    /// - Throws: ``KeyFileError``, ``SecretKeyError``. Then none of the files is there that was not before.
    public func make() throws -> (active: Minisign.PublicKey, spare: Minisign.PublicKey) {
        let existing = paths.filter { access($0, F_OK) == 0 }
        guard existing.isEmpty else { throw KeyFileError.exist(existing) }
        mkdir(folder, 0o700)
        let keys = (try Minisign.SecretKey.make(), try Minisign.SecretKey.make())
        var made: [String] = []
        do {
            for (key, path) in [(keys.0, active), (keys.1, spare)] {
                try key.withFile { try Self.write($0, to: "\(path).key", mode: 0o600, &made) }
                try Self.write(key.publicKey.file, to: "\(path).pub", mode: 0o644, &made)
            }
        } catch {
            for path in made { unlink(path) }
            throw error
        }
        return (keys.0.publicKey, keys.1.publicKey)
    }

    private static func write(_ bytes: [UInt8], to path: String, mode: mode_t, _ made: inout [String]) throws {
        let file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode)
        guard file >= 0 else { throw KeyFileError.unwritable(path, String(cString: strerror(errno))) }
        defer { close(file) }
        made.append(path)
        // Whatever the caller's umask is.
        guard fchmod(file, mode) == 0, Glibc.write(file, bytes, bytes.count) == bytes.count, fsync(file) == 0 else {
            throw KeyFileError.unwritable(path, String(cString: strerror(errno)))
        }
    }
}

public enum KeyFileError: Error, Equatable, CustomStringConvertible {
    case exist([String])
    case unwritable(String, String)

    public var description: String {
        switch self {
        case .exist(let paths): "\(paths.joined(separator: ", ")) \(paths.count == 1 ? "exists" : "exist") already"
        case .unwritable(let path, let reason): "\(path): cannot be written: \(reason)"
        }
    }

    public var help: String {
        switch self {
        case .exist: "give another NAME or --output; a key that machines trust is never written over"
        case .unwritable: "give a folder that you may write to with --output"
        }
    }
}
