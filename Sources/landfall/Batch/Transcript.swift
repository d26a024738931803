import AppSpec
import Glibc
import Host
import Synchronization

/// What one app's work has to say. Alone it is printed at once; of many that are worked on side by side, each is printed
/// when its turn comes.
final class Transcript: Sendable {
    private enum Piece: Sendable {
        case output(String)
        case error(String)
        /// With our own colours in it.
        case colored(String)
    }

    private let isLive: Bool
    private let pieces = Mutex<[Piece]>([])

    /// Prints at once.
    static let live = Transcript(isLive: true)

    init(isLive: Bool = false) { self.isLive = isLive }

    /// A line on standard output.
    func show(_ line: String) { add(.output(line)) }

    /// A line on standard error.
    func complain(_ line: String) { add(.error(line)) }

    /// Findings, on standard error.
    func report(_ compilation: Compilation, file: String) { add(.colored(Report.text(compilation, file: file))) }

    /// Prints all that has been kept.
    ///
    /// - Parameter showsOutput: Whether what is for standard output is printed too.
    func flush(showsOutput: Bool = true) {
        let kept = pieces.withLock { pieces in
            defer { pieces = [] }
            return pieces
        }
        for piece in kept { Self.put(piece, showsOutput) }
    }

    private func add(_ piece: Piece) {
        guard !isLive else { return Self.put(piece, true) }
        pieces.withLock { $0.append(piece) }
    }

    private static func put(_ piece: Piece, _ showsOutput: Bool) {
        switch piece {
        case .output(let line): if showsOutput { Console().line(line) }
        case .error(let line): Console(descriptor: STDERR_FILENO).line(line)
        case .colored(let text): Console(descriptor: STDERR_FILENO).colored(text)
        }
    }
}
