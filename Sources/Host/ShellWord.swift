/// Words of a command as people type them.
public enum ShellWord {
    /// The word as a POSIX shell takes it for exactly this text, in quotes only where it needs them.
    public static func quoted(_ word: String) -> String {
        if !word.isEmpty && word.utf8.allSatisfy(isPlain) { return word }
        // Scalars: a quotation mark that has an accent behind it is another `Character`.
        return "'" + word.unicodeScalars.map { $0 == "'" ? "'\\''" : String($0) }.joined() + "'"
    }

    /// The words as one command.
    public static func joined(_ words: [String]) -> String { words.map(quoted).joined(separator: " ") }

    /// Commands of which each runs only where the one before it succeeded.
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
