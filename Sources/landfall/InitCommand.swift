import AppSpec
import ArgumentParser
import Foundation
import Host
import Import

struct InitCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init",
        abstract: "Begin an app: from the Compose file in a folder, or from an image and a port.",
        discussion: """
            In a folder with a Compose file it is `landfall import` of that file, with .env.example if there is one. In \
            any other it writes the smallest app that `landfall check --strict` accepts. It asks on the terminal for \
            what no option gives, and ends with the next three commands.

            Exits 0 when done; 64 if an answer is missing; 65 if the result has errors; 69 if a file cannot be written.
            """)

    @Argument(help: "The folder.", completion: .directory)
    var folder = "."

    @Option(help: "The app's name. Default: the folder's.")
    var name: String?

    @Option(help: "Without a Compose file: the image, with its tag. Default: it is asked for.")
    var image: String?

    @Option(
        help: "Without a Compose file: the container's port that people open in a browser. Default: it is asked for.")
    var port: Int?

    @Option(help: "Without a Compose file: the folder in the container that holds its data. Default: none.")
    var data: String?

    func run() throws {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        guard !names.contains("app.yaml") else {
            Generation.complain("error: \(AppFolder.Taken(path: path("app.yaml")))")
            throw ExitCode(EX_UNAVAILABLE)
        }
        let base = name ?? URL(fileURLWithPath: folder).standardizedFileURL.lastPathComponent
        let examples = [".env.example", "env.example", ".env.sample"].first(where: names.contains).map(path)
        if let compose = ComposeSource.main(in: folder, examples.flatMap { try? ComposeSource.bytes($0) }) {
            try importApp(compose, examples, base)
        } else {
            try writeApp(base)
        }
    }

    private func importApp(_ compose: String, _ examples: String?, _ base: String) throws {
        let answer = try name ?? ask("The app's name", usual: base)
        var run = ImportRun(file: compose, examples: examples, output: folder, isAlone: true, base: answer)
        run.readsOverride = true
        let row = try run.run()
        switch row.status {
        case .unwritten: throw ExitCode(EX_UNAVAILABLE)
        case .refused: throw ExitCode(EX_DATAERR)
        case .done, .partly: showNext(run.appFile, port: row.port)
        }
    }

    private func writeApp(_ base: String) throws {
        let chosen = try image ?? ask("The image, with its tag (such as traefik/whoami:v1.11)", usual: nil)
        guard Starter.isPinned(chosen) else {
            throw ValidationError(
                "`\(chosen)` has no tag other than `latest`, so every machine could get another image.")
        }
        let number = try port ?? Int(ask("The container's port that people open in a browser", usual: "80")) ?? 0
        guard (1...65535).contains(number) else { throw ValidationError("A port is a number from 1 to 65535.") }
        if let data, !data.hasPrefix("/") || data.contains(":") || data.contains("$") {
            throw ValidationError("`--data` is a path in the container, such as /data.")
        }
        let files = Starter.files(name: base, image: chosen, port: number, data: data)
        do {
            try AppFolder(path: folder).add(files + [ImportRun.schema])
        } catch {
            Generation.complain("error: \(error)")
            throw ExitCode(EX_UNAVAILABLE)
        }
        let compilation = Compiler.compile(path: path("app.yaml")).strict
        Report.write(compilation, file: path("app.yaml"))
        guard compilation.spec != nil else { throw ExitCode(EX_DATAERR) }
        showNext(path("app.yaml"), port: 80)
    }

    private func path(_ name: String) -> String {
        folder == "." ? name : (folder as NSString).appendingPathComponent(name)
    }

    private func ask(_ question: String, usual: String?) throws -> String {
        // Without a terminal the usual answer holds.
        guard let terminal = Terminal() else {
            if let usual { return usual }
            throw ValidationError("There is no terminal to ask on: give --image and --port.")
        }
        let answer = terminal.ask(question + (usual.map { " [\($0)]" } ?? "") + ": ", hidden: false) ?? ""
        guard answer.isEmpty else { return answer }
        guard let usual else { throw ValidationError("\(question) is needed.") }
        return usual
    }

    private func showNext(_ app: String, port: Int) {
        let word = ShellWord.quoted(app)
        let console = Console()
        console.line("Next:")
        console.line("  landfall check --strict \(word)")
        console.line("  landfall simulate \(word) --provider hetzner --port \(port)=18080 --keep")
        console.line("  landfall generate \(word)")
    }
}
