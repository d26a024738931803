import AppSpec
import ArgumentParser
import Glibc
import Host

struct Check: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Report everything that is wrong with an app.yaml.",
        discussion: """
            Of a folder, every app.yaml in it and below it is checked; several are checked side by side, and a table at \
            the end says what became of each.

            Exits 0 if there are no errors, even with warnings, and 65 if there are errors.
            """)

    @Argument(
        help: "The app.yaml, or a folder of apps; may be repeated.", completion: .file(extensions: ["yaml", "yml"]))
    var files = ["app.yaml"]

    @Flag(help: "Count warnings as errors.")
    var strict = false

    @Flag(help: "Print the findings as JSON on standard output: an array, or an object where several apps are named.")
    var json = false

    func run() throws {
        guard AppFinder.isOneFile(files) else { return try CheckBatch(files: files, strict: strict, json: json).run() }
        let file = files[0]
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
        Console(descriptor: STDERR_FILENO).colored(text(compilation, file: file))
    }

    static func text(_ compilation: Compilation, file: String) -> String {
        compilation.render(color: isColorful) + "\(file): \(compilation.summary)"
    }

    /// See no-color.org.
    private static var isColorful: Bool {
        isatty(STDERR_FILENO) == 1 && getenv("NO_COLOR") == nil
    }
}
