import AppSpec
import Foundation
import Host
import Import

/// The import of one file, from reading it to checking the result.
struct ImportRun {
    enum Status: String {
        case done = "accepted"
        case partly = "accepted, but something was refused"
        case refused
        case unwritten = "not written"
    }
    struct Row {
        var file: String
        var status: Status
        /// The first refusal or error.
        var reason: String
        /// What people open, of the machine's ports.
        var port = 80
    }

    let file: String
    let examples: String?
    let output: String
    /// Whether there is one file, whose warnings are shown too.
    let isAlone: Bool
    /// What the app is called after; nil for the file.
    var base: String?

    /// The app.yaml that it writes.
    var appFile: String { (folder as NSString).appendingPathComponent("app.yaml") }

    private var name: String { Importer.appName(base ?? ComposeSource(file: file).base) }
    private var folder: String { output == "." ? name : (output as NSString).appendingPathComponent(name) }

    func run() throws -> Row {
        let source = ComposeSource(file: file)
        let bytes: [UInt8]
        let values: [UInt8]?
        do {
            bytes = try source.bytes()
            values = try examples.map { [UInt8](try Data(contentsOf: URL(fileURLWithPath: $0))) }
        } catch {
            return failed("cannot be read: \(error.localizedDescription)")
        }
        var app = Importer(file: file, base: base ?? source.base, examples: values, read: source.files).run(bytes)
        for reason in source.notRead { app.report.add(.refused, reason) }
        let console = Console()
        guard !app.files.isEmpty else {
            console.line("\(file): refused")
            console.line(app.report.text)
            return Row(file: file, status: .refused, reason: app.report.refusals.first?.text ?? "")
        }
        do {
            try AppFolder(path: folder).write(app.files + [Self.schema])
        } catch {
            return failed("\(error)")
        }
        console.line("\(file): written to \(folder)")
        console.line(app.report.text)
        return check(appFile, app)
    }

    static let schema = ImportedFile(path: "app.schema.json", bytes: Array(JSONSchema.text.utf8))

    private func check(_ path: String, _ app: ImportedApp) -> Row {
        let compilation = Compiler.compile(path: path)
        if isAlone || compilation.spec == nil { Report.write(compilation, file: path) }
        guard compilation.spec != nil else {
            let error = compilation.diagnostics.first { $0.severity == .error }
            return Row(
                file: file, status: .refused,
                reason: error.map { "\($0.file):\($0.mark.line): \($0.message)" } ?? "")
        }
        let port = compilation.spec?.firewall.first { $0.port != 22 && $0.transport == .tcp }?.port ?? 80
        guard let refusal = app.report.refusals.first else {
            return Row(file: file, status: .done, reason: "", port: port)
        }
        return Row(file: file, status: .partly, reason: refusal.text, port: port)
    }

    private func failed(_ reason: String) -> Row {
        Console(descriptor: STDERR_FILENO).line("error: \(file): \(reason)")
        return Row(file: file, status: .unwritten, reason: reason)
    }
}

/// The folder of an imported app.
struct AppFolder {
    let path: String

    struct Taken: Error, CustomStringConvertible {
        let path: String
        var description: String { "\(path) is already there: move it away, or choose another folder" }
    }

    func write(_ files: [ImportedFile]) throws {
        let manager = FileManager.default
        if let names = try? manager.contentsOfDirectory(atPath: path), !names.isEmpty { throw Taken(path: path) }
        try put(files)
    }

    /// Beside what is there, of which nothing is replaced.
    func add(_ files: [ImportedFile]) throws {
        for file in files {
            let place = (path as NSString).appendingPathComponent(file.path)
            if FileManager.default.fileExists(atPath: place) { throw Taken(path: place) }
        }
        try put(files)
    }

    private func put(_ files: [ImportedFile]) throws {
        let manager = FileManager.default
        for file in files {
            let url = URL(fileURLWithPath: path).appendingPathComponent(file.path)
            try manager.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(file.bytes).write(to: url)
            if file.isExecutable { try manager.setAttributes([.posixPermissions: 0o755], ofItemAtPath: url.path) }
        }
    }
}
