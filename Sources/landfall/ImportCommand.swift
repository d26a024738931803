import AppSpec
import ArgumentParser
import Foundation
import Host
import Import

struct ImportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Make an app of a Docker Compose file or of a Coolify template.",
        discussion: """
            Writes OUTPUT/NAME with app.yaml, the Compose file and the files that it mounts, and reports what became of \
            everything: secrets, parameters, what was changed, left out or refused, and what a reviewer would ask. Then \
            it checks the result as `landfall check` does. It needs no Docker. A folder that has something in it is \
            left alone.

            Exits 0 when done; 65 if something was refused or the result has errors; 69 if a file cannot be read or \
            written.
            """)

    @Argument(
        help: "Required: a Compose file, or a folder with one or with templates; may be repeated.",
        completion: .file(extensions: ["yaml", "yml"]))
    var paths: [String]

    @Option(
        name: .customLong("env"),
        help: "The file with the variables' usual values, such as .env.example. Default: none.",
        completion: .file())
    var environment: String?

    @Option(name: .shortAndLong, help: "The folder in which the app's own folder is created.", completion: .directory)
    var output = "."

    func run() throws {
        var rows: [ImportRun.Row] = []
        let files = try paths.flatMap(ComposeSource.files)
        for file in files {
            rows.append(
                try ImportRun(file: file, examples: environment, output: output, isAlone: files.count == 1).run())
        }
        if files.count > 1 { ImportTable(rows: rows).show() }
        if rows.contains(where: { $0.status == .unwritten }) { throw ExitCode(EX_UNAVAILABLE) }
        if rows.contains(where: { $0.status != .done }) { throw ExitCode(EX_DATAERR) }
    }
}

/// The end of an import of several files.
struct ImportTable {
    let rows: [ImportRun.Row]

    func show() {
        let console = Console()
        let width = rows.map(\.file.count).max() ?? 0
        for row in rows {
            let name = row.file + String(repeating: " ", count: width - row.file.count)
            console.line("\(name)  \(row.status.rawValue)\(row.reason.isEmpty ? "" : ": \(row.reason)")")
        }
        let done = rows.count { $0.status == .done }
        console.line("\(done) of \(rows.count) imported and accepted by `landfall check`")
    }
}
