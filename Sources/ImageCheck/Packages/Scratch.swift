import Glibc
import Host
import Synchronization

/// A private temporary folder. It is removed with its content when it goes out of scope.
struct Scratch: ~Copyable, Sendable {
    let path: String

    init?() {
        var template = Array("\(ThisProcess.variable("TMPDIR") ?? "/tmp")/landfall-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { return nil }
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    deinit { try? Files(.system).removeTree(path) }
}

/// All lines, as they come.
final class Output: Sendable {
    private let kept = Mutex<[String]>([])

    var lines: [String] { kept.withLock { $0 } }

    func append(_ line: String) { kept.withLock { $0.append(line) } }
}
