import AppSpec
import ArgumentParser
import Foundation
import Host
import Import
import Text

struct InitCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init",
        abstract: "Begin an app: from the Compose file in a folder, or from an image and a port.",
        discussion: """
            In a folder with a Compose file it is `landfall import` of that file, with .env.example if there is one: \
            it shows the parameters and secrets that it found, and where several services can be opened it asks which \
            one is first. In any other folder it writes the smallest app that `landfall check --strict` accepts. It \
            asks on the terminal for what no option gives, and ends with the next three commands.

            Exits 0 when done; 1 if you stop it; 64 if an answer is missing; 65 if the result has errors; 69 if a \
            file cannot be written.
            """)

    @Argument(help: "The folder.", completion: .directory)
    var folder = "."

    @Option(help: "The app's name. Default: the folder's.")
    var name: String?

    @Option(help: "The app's name as people read it. Default: made of its name.")
    var title: String?

    @Option(
        help:
            "With a Compose file: the service that people open first. Default: asked for, or the first that is found.")
    var service: String?

    @Option(help: "Without a Compose file: the image, with its tag. Default: it is asked for.")
    var image: String?

    @Option(
        help:
            "Without a Compose file: the container's port that people open in a browser. Default: asked for, or 80.")
    var port: Int?

    @Option(help: "Without a Compose file: the folder in the container that holds its data. Default: none.")
    var data: String?

    @Flag(name: .shortAndLong, help: "Ask nothing: take the usual answer where no option gives another.")
    var yes = false

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
        guard image == nil, port == nil, data == nil else {
            throw ValidationError(
                "`--image`, `--port` and `--data` are for a folder without a Compose file, and here is \(compose).")
        }
        let answer = try chosenName(base)
        let (person, wanted) = (questions, service)
        var run = ImportRun(file: compose, examples: examples, output: folder, isAlone: true, base: answer)
        run.title = try chosenTitle(answer)
        run.readsOverride = true
        run.asking = { try person.review($0, service: wanted) }
        let row = try run.run()
        switch row.status {
        case .unwritten: throw ExitCode(EX_UNAVAILABLE)
        case .refused: throw ExitCode(EX_DATAERR)
        case .done, .partly: showNext(run.appFile, port: row.port)
        }
    }

    private func writeApp(_ base: String) throws {
        guard service == nil else {
            throw ValidationError("`--service` is for a folder with a Compose file, and there is none in \(folder).")
        }
        if let data, !data.hasPrefix("/") || data.contains(":") || data.contains("$") {
            throw ValidationError("`--data` is a path in the container, such as /data.")
        }
        let answer = try chosenName(base)
        let title = try chosenTitle(answer)
        let files = Starter.files(
            name: answer, image: try chosenImage(), port: try chosenPort(), data: data, title: title)
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

    private var questions: Questions { Questions(terminal: yes ? nil : Terminal()) }

    private func chosenName(_ base: String) throws -> String {
        try name ?? questions.ask("The app's name", usual: base, option: "--name") { $0 }
    }

    private func chosenTitle(_ base: String) throws -> String {
        let read = { (text: String) throws -> String in
            guard VisibleText.isLine(text), 1...255 ~= text.unicodeScalars.count else {
                throw ValidationError("A title is 1 to 255 visible characters in one line.")
            }
            return text
        }
        if let title { return try read(title) }
        let usual = Importer.title(base)
        return try questions.ask("Its name as people read it", usual: usual, option: "--title", read: read)
    }

    private func chosenImage() throws -> String {
        let read = { (image: String) throws -> String in
            guard Starter.isPinned(image) else {
                throw ValidationError(
                    "`\(image)` has no tag other than `latest`, so every machine could get another image.")
            }
            return image
        }
        if let image { return try read(image) }
        let question = "The image, with its tag (such as traefik/whoami:v1.11)"
        return try questions.ask(question, usual: nil, option: "--image", read: read)
    }

    private func chosenPort() throws -> Int {
        let read = { (text: String) throws -> Int in
            guard let port = Int(text), 1...65535 ~= port else {
                throw ValidationError("A port is a number from 1 to 65535.")
            }
            return port
        }
        if let port { return try read("\(port)") }
        let usual = "80"
        if questions.terminal == nil {
            Generation.complain("note: the container's port \(usual) is taken, as no --port says another")
        }
        let question = "The container's port that people open in a browser"
        return try questions.ask(question, usual: usual, option: "--port", read: read)
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
