import AppSpec
import ArgumentParser
import Glibc
import Host

struct Check: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Report everything that is wrong with an app.yaml.",
        discussion: "Exits 0 if there are no errors, even with warnings, and 65 if there are errors.")

    @Argument(help: "The app.yaml.", completion: .file(extensions: ["yaml", "yml"]))
    var file = "app.yaml"

    @Flag(help: "Count warnings as errors.")
    var strict = false

    @Flag(help: "Print the findings as a JSON array on standard output.")
    var json = false

    func run() throws {
        let compilation = Compiler.compile(path: file)
        let findings = strict ? compilation.strict : compilation
        if json {
            print(findings.diagnostics.json, terminator: "")
        } else {
            Report.write(findings, file: file)
        }
        if findings.spec == nil { throw ExitCode(EX_DATAERR) }
    }
}

/// Findings on standard error, in colour if that is a terminal with colours.
enum Report {
    static func write(_ compilation: Compilation, file: String) {
        Console(descriptor: STDERR_FILENO)
            .colored(compilation.render(color: isColorful) + "\(file): \(compilation.summary)")
    }

    /// See no-color.org.
    private static var isColorful: Bool {
        isatty(STDERR_FILENO) == 1 && getenv("NO_COLOR") == nil
    }
}
