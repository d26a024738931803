import AppSpec
import ArgumentParser
import Findings
import Foundation
import Host
import Import
import JSON
import Text

struct ImportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Make an app of a Docker Compose file, or of a template of Coolify or Dokploy.",
        discussion: """
            Writes OUTPUT/NAME with app.yaml, the Compose file and the files that it mounts, and reports what became of \
            everything: secrets, parameters, what was changed, left out or refused, and what a reviewer would ask. Then \
            it checks the result as `landfall check` does. It needs no Docker. What an earlier import has written is \
            brought up to date; a file that you have edited since stays, with the new one beside it as FILE.new. A \
            folder with anything else in it is left alone. Several files are worked on side by side.

            Exits 0 when done; 65 if something was refused or the result has errors; 69 if a file cannot be read or \
            written.
            """)

    @Argument(
        help:
            "Required: a Compose file, or a folder with one, with templates or with folders of them; may be repeated.",
        completion: .file(extensions: ["yaml", "yml"]))
    var paths: [String]

    @Option(
        name: .customLong("env"),
        help: "The file with the variables' usual values, such as .env.example. Default: none.",
        completion: .file())
    var environment: String?

    @Option(
        name: .customLong("overlay"),
        help:
            "A Compose file that is laid over the other one, as by Compose's second `--file`; may be repeated. Default: what `COMPOSE_FILE` in the env file, or in the .env beside the file, names.",
        completion: .file(extensions: ["yaml", "yml"]))
    var overlays: [String] = []

    @Option(name: .shortAndLong, help: "The folder in which the app's own folder is created.", completion: .directory)
    var output = "."

    @Flag(help: "Print what became of each file as JSON on standard output.")
    var json = false

    func run() throws {
        let files: [String]
        do {
            let values = try environment.map(ComposeSource.bytes)
            files = try paths.flatMap { try ComposeSource.files($0, values) }
        } catch let problem as ComposeSource.Unreadable {
            Generation.complain("error: \(problem.file): cannot be read: \(problem.reason)")
            throw ExitCode(EX_UNAVAILABLE)
        } catch {
            Generation.complain(
                "error: \(error.localizedDescription)\n  help: check that you may read all folders there")
            throw ExitCode(EX_UNAVAILABLE)
        }
        if files.isEmpty {
            Generation.complain("error: there is no Compose file in \(paths.joined(separator: ", ")) or below it")
            throw ExitCode(EX_DATAERR)
        }
        guard overlays.isEmpty || files.count == 1 else {
            throw ValidationError("`--overlay` goes with one Compose file: import the others by themselves.")
        }
        let work = SideBySide()
        let runs = files.map { file in
            var run = ImportRun(
                file: file, examples: environment, output: output, isAlone: files.count == 1, transcript: Transcript())
            run.overlays = overlays
            run.readsOverride = !paths.contains(file)
            run.writing = { try work.whole($0) }
            return run
        }
        try refuseSharedFolders(runs)
        var rows: [ImportRun.Row] = []
        work.run(runs.count, doing: "importing", canLeave: true) {
            try? runs[$0].run()
        } deliver: { number, row in
            runs[number].transcript.flush(showsOutput: !json)
            if case .some(.some(let row)) = row { rows.append(row) }
        }
        let table = ImportTable(rows: rows, count: files.count)
        if json { table.showJSON() } else if files.count > 1 { table.show() }
        if let signal = work.signal { throw ExitCode(128 + signal) }
        if rows.contains(where: { $0.status == .unwritten }) { throw ExitCode(EX_UNAVAILABLE) }
        if rows.contains(where: { $0.status != .done }) { throw ExitCode(EX_DATAERR) }
    }

    private func refuseSharedFolders(_ runs: [ImportRun]) throws {
        let places = Dictionary(grouping: runs) { $0.folder }
        let shared = places.filter { $0.value.count > 1 }.sorted { $0.key < $1.key }
        guard !shared.isEmpty else { return }
        for (folder, runs) in shared {
            let files = runs.map(\.file).joined(separator: " and ")
            Generation.complain(
                "error: \(files) would all be written to \(folder)\n"
                    + "  help: rename a file, or import them in two calls, with another --output")
        }
        throw ExitCode(EX_DATAERR)
    }
}

/// The end of an import of several files.
struct ImportTable {
    let rows: [ImportRun.Row]
    /// How many files there were to import.
    let count: Int

    func show() {
        let console = Console()
        let names = rows.map { VisibleText.line($0.file) }
        let width = names.map(\.count).max() ?? 0
        for (row, name) in zip(rows, names) {
            let place = name + String(repeating: " ", count: width - name.count)
            let state = row.isUnchanged ? "unchanged, \(row.status.rawValue)" : row.status.rawValue
            console.line("\(place)  \(state)\(row.reason.isEmpty ? "" : ": \(row.reason)")")
        }
        let done = rows.count { $0.status == .done }
        console.line("\(done) of \(count) imported and accepted by `landfall check`")
        if rows.count < count { console.line("\(count - rows.count) not imported") }
    }

    func showJSON() {
        let apps = rows.map { row in
            let report = row.report.map { item in
                JSONValue.object([
                    .init("outcome", .string(item.outcome.rawValue)),
                    .init("file", .string(item.file)), .init("line", item.line.map { .number("\($0)") } ?? .null),
                    .init("text", .string(item.text)),
                ])
            }
            return JSONValue.object([
                .init("file", .string(row.file)), .init("name", row.app.map(JSONValue.string) ?? .null),
                .init("folder", row.folder.map(JSONValue.string) ?? .null),
                .init("result", .string(row.status.rawValue)), .init("unchanged", .bool(row.isUnchanged)),
                .init("reason", .string(row.reason)), .init("report", .array(report)),
                .init("findings", row.findings.jsonValue),
            ])
        }
        let value = JSONValue.object([.init("apps", .array(apps))])
        print(String(decoding: value.text(pretty: true), as: UTF8.self))
    }
}
