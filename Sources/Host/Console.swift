import Glibc
import Synchronization

/// Where people read what goes on: rewritten lines on a terminal, plain ones elsewhere.
public final class Console: Sendable {
    private let descriptor: Int32
    private let isTerminal: Bool
    private let progress = Mutex("")

    public init(descriptor: Int32 = STDOUT_FILENO) {
        self.descriptor = descriptor
        isTerminal = isatty(descriptor) == 1
    }

    /// Prints a line that stays.
    public func line(_ text: String = "") {
        progress.withLock { shown in
            put((shown.isEmpty || !isTerminal ? "" : "\r\u{1b}[K") + text + "\n")
            shown = ""
        }
    }

    /// Shows what is being waited for and for how long; the next line takes its place.
    ///
    /// - Parameter seconds: Elapsed. Elsewhere than on a terminal only a new `text` is printed, without them.
    public func waiting(_ text: String, seconds: Int) {
        progress.withLock { shown in
            if isTerminal {
                put("\r\u{1b}[K  \(text) (\(seconds) s)")
            } else if shown != text {
                put("  \(text)\n")
            }
            shown = text
        }
    }

    private func put(_ text: String) {
        var text = text
        text.withUTF8 { utf8 in
            var rest = UnsafeRawBufferPointer(utf8)[...]
            while !rest.isEmpty {
                let count = write(descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
                // Nobody reads any more: the work goes on.
                if count <= 0 && errno != EINTR { return }
                rest = rest.dropFirst(max(count, 0))
            }
        }
    }
}
