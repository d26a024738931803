import ArgumentParser
// `stdout` is a variable in C; nothing here changes it.
@preconcurrency import Glibc
import Host

/// Runs the command that was given, and ends as its outcome says.
@main enum Program {
    static func main() async {
        atexit { StandardOutput.check() }
        do {
            var command = try await Landfall.asyncParseAsRoot()
            do {
                if var asynchronous = command as? any AsyncParsableCommand {
                    try await asynchronous.run()
                } else {
                    try command.run()
                }
            } catch let error as ValidationError {
                // The library would print the usage of `landfall` itself.
                Console(descriptor: STDERR_FILENO).line(
                    "Error: \(error.message)\n" + usage(of: type(of: command)))
                Glibc.exit(ExitCode.validationFailure.rawValue)
            }
        } catch {
            Landfall.exit(withError: error)
        }
    }

    /// What the library prints behind an error in the arguments of this subcommand.
    static func usage(of command: any ParsableCommand.Type) -> String {
        let usage = Landfall.usageString(for: command)
        // "landfall image check [<disk>] …": the words before the first argument name the subcommand.
        let names = usage.split(separator: " ").prefix { $0.allSatisfy(\.isLetter) }.joined(separator: " ")
        return "Usage: \(usage)\n  See '\(names) --help' for more information."
    }
}

/// Standard output when the process ends: what a full disk did not take must not count as printed.
enum StandardOutput {
    static func check() {
        errno = 0
        // A long text goes past the buffer: what was lost of it only the stream's error tells.
        let code =
            fflush(stdout) == 0 ? Console.outputError ?? (ferror(stdout) == 0 ? 0 : lastError) : errno
        guard code != 0, code != EPIPE else { return }
        Console(descriptor: STDERR_FILENO).line(
            "error: cannot write to standard output: \(String(cString: strerror(code)))\n"
                + "help: what was printed is not complete; make room, or print elsewhere")
        _exit(EX_UNAVAILABLE)
    }

    /// Why a write failed of which only that is known: the same is tried once more.
    private static var lastError: Int32 { write(STDOUT_FILENO, "\n", 1) < 0 ? errno : EIO }
}
