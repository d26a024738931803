import Host
import Synchronization

/// A private temporary folder. It is removed with its content when it goes out of scope.
struct Scratch: ~Copyable, Sendable {
    private let folder: Host.Scratch
    var path: String { folder.folder }

    init?() {
        guard let folder = try? Host.Scratch("check", usual: "/tmp") else { return nil }
        self.folder = folder
    }

    deinit { folder.remove() }
}

/// All lines, as they come.
final class Output: Sendable {
    private let kept = Mutex<[String]>([])

    var lines: [String] { kept.withLock { $0 } }

    func append(_ line: String) { kept.withLock { $0.append(line) } }
}
