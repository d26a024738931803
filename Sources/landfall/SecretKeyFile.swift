import ArgumentParser
import Foundation
import Host
import Publishing
import Release

/// The secret key that a command was told to use. It comes from a file or standard input, never from the command line,
/// which every user of the computer can read.
struct SecretKeyFile {
    /// `-` for standard input.
    let path: String
    private static let limit = 4096

    func read() throws -> Minisign.SecretKey {
        let file = path == "-" ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else {
            throw refuse("\(path): cannot be read: \(String(cString: strerror(errno)))", "name the file NAME.key")
        }
        defer { if file != STDIN_FILENO { close(file) } }
        var bytes = [UInt8](repeating: 0, count: Self.limit + 1)
        defer { for place in bytes.indices { bytes[place] = 0 } }
        var filled = 0
        while filled < bytes.count {
            let count = bytes.withUnsafeMutableBytes {
                Glibc.read(file, $0.baseAddress! + filled, $0.count - filled)
            }
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else {
                throw refuse("\(name): cannot be read: \(String(cString: strerror(errno)))", "name the file NAME.key")
            }
            if count == 0 { break }
            filled += count
        }
        warnIfOthersReadIt(file)
        do throws(SecretKeyError) {
            guard filled <= Self.limit else { throw .notAKey("it is larger than \(Self.limit) bytes") }
            return try Minisign.SecretKey(reading: Array(bytes.prefix(filled)), password: password)
        } catch {
            throw refuse("\(name): \(error)", error.help)
        }
    }

    private var name: String { path == "-" ? "standard input" : path }

    private func password() -> [UInt8]? {
        Terminal()?.ask("Password of \(name): ", hidden: true).map { Array($0.utf8) }
    }

    private func warnIfOthersReadIt(_ file: Int32) {
        var status = stat()
        guard file != STDIN_FILENO, fstat(file, &status) == 0, status.st_mode & 0o077 != 0 else { return }
        Generation.complain(
            "warning: other users of this computer can read \(path)\n  help: "
                + Command("chmod", ["600", path]).line)
    }

    private func refuse(_ message: String, _ help: String) -> ExitCode {
        Generation.complain("error: \(message)\n  help: \(help)")
        return ExitCode(EX_DATAERR)
    }
}
