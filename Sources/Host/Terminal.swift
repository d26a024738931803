import Glibc
import Text

/// A person at standard input and output.
public struct Terminal: Sendable {
    private static let interrupt: UInt8 = 0x03
    private static let endOfInput: UInt8 = 0x04
    private static let eraseLine: UInt8 = 0x15
    private static let erase: Set<UInt8> = [0x08, 0x7f]

    /// nil if either of the two is not a terminal: then nobody would see a question or answer it.
    public init?() {
        guard isatty(STDIN_FILENO) == 1, isatty(STDOUT_FILENO) == 1 else { return nil }
    }

    /// Prints a line of visible text.
    public func show(_ line: String) { put(VisibleText.line(line) + "\n") }

    /// Asks for a line.
    ///
    /// - Parameter hidden: Whether the typed text stays invisible, for a password.
    /// - Returns: The line without its end, or nil if the input has ended. Ctrl-C ends the process as usual and
    ///   restores the terminal.
    public func ask(_ prompt: String, hidden: Bool) -> String? {
        let prompt = VisibleText.line(prompt)
        if hidden { return hiddenLine(after: prompt) }
        put(prompt)
        return line()
    }

    private func line() -> String? {
        var bytes: [UInt8] = []
        while let byte = nextByte() {
            if byte == UInt8(ascii: "\n") { return String(decoding: bytes, as: UTF8.self) }
            bytes.append(byte)
        }
        return bytes.isEmpty ? nil : String(decoding: bytes, as: UTF8.self)
    }

    /// Reads key by key, including Ctrl-C: if that ended the process at once, the terminal would stay without echo.
    private func hiddenLine(after prompt: String) -> String? {
        var before = termios()
        guard tcgetattr(STDIN_FILENO, &before) == 0 else { return nil }
        var silent = before
        silent.c_lflag &= ~tcflag_t(ECHO | ICANON | ISIG)
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent)
        put(prompt)
        defer {
            tcsetattr(STDIN_FILENO, TCSADRAIN, &before)
            put("\n")
        }
        var bytes: [UInt8] = []
        while let byte = nextByte() {
            switch byte {
            case UInt8(ascii: "\n"), UInt8(ascii: "\r"): return String(decoding: bytes, as: UTF8.self)
            case Self.interrupt:
                tcsetattr(STDIN_FILENO, TCSADRAIN, &before)
                put("\n")
                kill(getpid(), SIGINT)
                while true { pause() }
            case Self.endOfInput where bytes.isEmpty: return nil
            case Self.eraseLine: bytes = []
            case let key where Self.erase.contains(key):
                // A character is its first byte and its continuation bytes.
                while let last = bytes.popLast(), last & 0xC0 == 0x80 {}
            default: bytes.append(byte)
            }
        }
        return nil
    }

    private func nextByte() -> UInt8? {
        var byte: UInt8 = 0
        while true {
            let count = read(STDIN_FILENO, &byte, 1)
            if count == 1 { return byte }
            if count == 0 || errno != EINTR { return nil }
        }
    }

    private func put(_ text: String) {
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let count = bytes.withUnsafeBytes { write(STDOUT_FILENO, $0.baseAddress, $0.count) }
            if count <= 0 && errno != EINTR { return }
            bytes = bytes.dropFirst(max(count, 0))
        }
    }
}
