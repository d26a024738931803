import Glibc
import Synchronization
import Text

/// Shows people what happens: lines that are rewritten on a terminal, plain lines elsewhere.
public final class Console: Sendable {
    private let descriptor: Int32
    /// nil if the descriptor belongs to somebody else, who closes it.
    private let path: String?
    /// See ``waitForRoom()``; in milliseconds.
    private let patience: Int32
    public let isTerminal: Bool
    private let progress = Mutex("")
    private let copies = Mutex<Console?>(nil)

    public init(descriptor: Int32 = STDOUT_FILENO) {
        self.descriptor = descriptor
        path = nil
        patience = Self.usualPatience
        isTerminal = isatty(descriptor) == 1
    }

    /// A terminal or file of its own, which does not become the process's controlling terminal; nil if it cannot be
    /// opened. It is opened for each use: a login on a terminal hangs up every process that has it open.
    ///
    /// - Parameter patience: How long it may accept no output before it counts as stuck, in milliseconds.
    public init?(opening path: String, patience: Int32 = usualPatience) {
        self.patience = patience
        descriptor = open(path, O_WRONLY | O_APPEND | O_NOCTTY | O_CLOEXEC | O_NONBLOCK)
        self.path = path
        isTerminal = isatty(descriptor) == 1
        if descriptor < 0 { return nil }
    }

    deinit { if path != nil && descriptor >= 0 { close(descriptor) } }

    /// The number of the terminal's device, the same for every name (`/dev/console`, `/dev/tty0`); nil if it is not a
    /// terminal.
    public var device: UInt32? {
        // TIOCGDEV from asm-generic/ioctls.h. Swift does not import the macro.
        var number: UInt32 = 0
        return ioctl(descriptor, 0x8004_5432, &number) == 0 ? number : nil
    }

    /// Prints one or more lines that stay. Invisible characters are left out (``VisibleText``).
    public func line(_ text: String = "") { stay(VisibleText.of(text)) }

    /// The same, for a text with our own colours in it.
    public func colored(_ text: String) { stay(VisibleText.of(text, keepingColors: true)) }

    /// From now on the lines that stay are also written there.
    public func copy(to other: Console?) { copies.withLock { $0 = other } }

    private func stay(_ text: String) {
        copies.withLock { $0 }?.stay(text)
        progress.withLock { shown in
            put((shown.isEmpty || !isTerminal ? "" : "\r\u{1b}[K") + text + "\n")
            shown = ""
        }
    }

    /// Shows what the program is waiting for and for how long. The next line replaces it.
    ///
    /// - Parameter seconds: Elapsed time. Outside a terminal only a new `text` is printed, without it.
    public func waiting(_ text: String, seconds: Int) {
        let text = VisibleText.line(text)
        progress.withLock { shown in
            if isTerminal {
                put("\r\u{1b}[K  \(text) (\(seconds) s)")
            } else if shown != text {
                put("  \(text)\n")
            }
            shown = text
        }
    }

    private static let lost = Atomic<Int32>(0)
    /// Why some output did not reach standard output; nil if all did.
    public static var outputError: Int32? {
        let code = lost.load(ordering: .relaxed)
        return code == 0 ? nil : code
    }

    private func put(_ text: String) {
        var text = text
        text.withUTF8 { utf8 in
            var rest = UnsafeRawBufferPointer(utf8)[...]
            while !rest.isEmpty {
                let count = write(descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
                if count > 0 { rest = rest.dropFirst(count) }
                if count > 0 || errno == EINTR { continue }
                if errno == EAGAIN && waitForRoom() { continue }
                // If nobody reads any more, the work goes on.
                if descriptor == STDOUT_FILENO { Self.lost.store(errno, ordering: .relaxed) }
                return
            }
        }
    }
}

/// Terminals that accept output slowly, or not at all.
extension Console {
    /// In milliseconds. A serial line at 9600 baud takes 960 bytes a second. A terminal that its reader has stopped
    /// takes none.
    public static let usualPatience: Int32 = 5_000
    /// Terminals that are no longer waited for.
    private static let stuck = Mutex<Set<String>>([])

    private func waitForRoom() -> Bool {
        let name = path ?? "descriptor \(descriptor)"
        let wait = Self.stuck.withLock { $0.contains(name) } ? 0 : patience
        var entry = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        while true {
            let count = poll(&entry, 1, wait)
            if count < 0 && errno == EINTR { continue }
            let hasRoom = count > 0 && entry.revents & Int16(POLLOUT) != 0
            Self.stuck.withLock { if hasRoom { $0.remove(name) } else { $0.insert(name) } }
            return hasRoom
        }
    }

    /// Waits until a terminal has sent all its output, because the next process that opens it may drop the rest. It
    /// stops waiting if nothing moves.
    public func drain() {
        guard isTerminal else { return }
        var (left, still) = (Int32.max, ContinuousClock.now)
        while true {
            var waiting: Int32 = 0
            guard ioctl(descriptor, UInt(TIOCOUTQ), &waiting) == 0, waiting > 0 else { return }
            if waiting < left { (left, still) = (waiting, .now) }
            if ContinuousClock.now - still > .milliseconds(Int(patience)) { return }
            usleep(20_000)
        }
    }
}
