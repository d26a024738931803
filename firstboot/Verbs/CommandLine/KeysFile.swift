import Host
import Installation

/// The file that `--keys` names.
enum KeysFile {
    /// - Parameter path: `-` is standard input.
    static func read(_ path: String) throws -> [UInt8] {
        let bytes = try Files(.system).read(path == "-" ? "/dev/stdin" : Root(path).prefix, limit: 1 << 16)
        guard let bytes else { throw Failure(.usage, "there is no file \(path)") }
        return bytes
    }
}
