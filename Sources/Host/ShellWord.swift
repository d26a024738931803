import Text

/// Words of a command as people type them.
public enum ShellWord {
    /// The word for a POSIX shell, quoted only if needed.
    public static func quoted(_ word: String) -> String {
        if !word.isEmpty && word.utf8.allSatisfy(isPlain) { return word }
        return "'" + word.escaping(["'": "'\\''"]) + "'"
    }

    /// The words as one command.
    public static func joined(_ words: [String]) -> String { words.map(quoted).joined(separator: " ") }

    /// Commands joined so that each runs only if the one before it succeeded.
    public static func sequence(_ commands: [Command]) -> String { commands.map(\.line).joined(separator: " && ") }

    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: "@%+:,./_-".utf8.contains(byte)
        }
    }
}
