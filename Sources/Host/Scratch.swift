import Glibc
import SystemPackage

/// A private folder for this run, in the folder for temporary files.
public struct Scratch: Sendable {
    /// Absolute.
    public let folder: String

    /// Why there is none.
    public struct Unfit: Error, Sendable, CustomStringConvertible {
        public let description: String
    }

    /// - Parameters:
    ///   - purpose: A word for its name.
    ///   - usual: The place if TMPDIR is not set.
    /// - Throws: ``Unfit`` if the folder for temporary files is not a folder or is full. Nothing is left behind.
    public init(_ purpose: String, usual: String = "/var/tmp") throws(Unfit) {
        let given = ThisProcess.variable("TMPDIR") ?? ""
        let base = given.isEmpty ? usual : given
        var status = stat()
        guard stat(base, &status) == 0, status.st_mode & S_IFMT == S_IFDIR, let real = realpath(base, nil) else {
            throw Unfit(
                description: "\(given.isEmpty ? base : "TMPDIR names \(base), which") is not a folder\n"
                    + "help: create it, or set TMPDIR to an existing folder")
        }
        defer { free(real) }
        var template = Array("\(String(cString: real))/landfall-\(purpose)-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else {
            let reason = Errno(rawValue: errno)
            throw Unfit(
                description: "cannot make a folder in \(base): \(reason)\n"
                    + "help: make room there, or set TMPDIR to a folder that you may write to")
        }
        folder = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    public subscript(name: String) -> String { "\(folder)/\(name)" }

    public func remove() { try? Files(.system).removeTree(folder) }
}
