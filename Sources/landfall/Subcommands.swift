import ArgumentParser
import Text

/// Finds a mistyped subcommand. The argument parser itself calls it an unexpected argument.
enum Subcommands {
    /// - Returns: What to tell the user, or nil if every word up to the first option or argument is a subcommand.
    static func help(for arguments: ArraySlice<String>, of command: any ParsableCommand.Type) -> String? {
        let subcommands = command.configuration.subcommands
        guard let word = arguments.first, !word.hasPrefix("-"), word != "help", !subcommands.isEmpty else { return nil }
        var names: [String] = []
        for subcommand in subcommands {
            let name = subcommand._commandName
            if name == word { return help(for: arguments.dropFirst(), of: subcommand) }
            if subcommand.configuration.shouldDisplay { names.append(name) }
        }
        let parent = command._commandName
        return "error: `\(word)` is not a subcommand of `\(parent)`\n"
            + "help: \(Suggestion.help(for: word, among: names, what: "subcommand"))"
    }
}
