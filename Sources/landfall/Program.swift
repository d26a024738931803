import ArgumentParser
// `stdout` is a variable in C; nothing here changes it.
@preconcurrency import Glibc
import Host

/// Runs the given command and exits with its result.
@main enum Program {
    static func main() async {
        // Sendable, so that it belongs to no actor: a signal ends the process from another thread than this one.
        atexit { @Sendable in StandardOutput.check() }
        do {
            var command = try await Landfall.asyncParseAsRoot()
            do {
                if var asynchronous = command as? any AsyncParsableCommand {
                    try await asynchronous.run()
                } else {
                    try command.run()
                }
            } catch let error as ValidationError {
                // The library would print the usage of `landfall` instead.
                Console(descriptor: STDERR_FILENO).line(
                    "Error: \(error.message)\n" + usage(of: type(of: command)))
                Glibc.exit(ExitCode.validationFailure.rawValue)
            }
        } catch {
            if let help = Subcommands.help(for: CommandLine.arguments.dropFirst(), of: Landfall.self) {
                Console(descriptor: STDERR_FILENO).line(help)
                Glibc.exit(ExitCode.validationFailure.rawValue)
            }
            Landfall.exit(withError: error)
        }
    }

    /// What the library prints after an error in this subcommand's arguments.
    static func usage(of command: any ParsableCommand.Type) -> String {
        let usage = Landfall.usageString(for: command)
        // "landfall image check [<disk>] …": the words before the first argument name the subcommand.
        let names = usage.split(separator: " ").prefix { $0.allSatisfy(\.isLetter) }.joined(separator: " ")
        return "Usage: \(usage)\n  See '\(names) --help' for more information."
    }
}

/// Checks standard output when the process ends: output that a full disk did not accept must be an error.
enum StandardOutput {
    static func check() {
        errno = 0
        // A long text bypasses the buffer. Only the stream's error flag shows that some of it was lost.
        let code =
            fflush(stdout) == 0 ? Console.outputError ?? (ferror(stdout) == 0 ? 0 : lastError) : errno
        guard code != 0, code != EPIPE else { return }
        Console(descriptor: STDERR_FILENO).line(
            "error: cannot write to standard output: \(String(cString: strerror(code)))\n"
                + "help: the output is not complete; make room, or print elsewhere")
        _exit(EX_UNAVAILABLE)
    }

    /// Finds out why a write failed by trying it once more.
    private static var lastError: Int32 { write(STDOUT_FILENO, "\n", 1) < 0 ? errno : EIO }
}
