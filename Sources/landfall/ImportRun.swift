import AppSpec
import Findings
import Foundation
import Import

/// The import of one file, from reading it to checking the result.
struct ImportRun {
    enum Status: String {
        case done = "accepted"
        case partly = "accepted, but something was refused"
        case refused
        case unwritten = "not written"
    }
    struct Row: Sendable {
        var file: String
        var status: Status
        /// The first refusal or error.
        var reason: String
        /// What people open, of the machine's ports.
        var port = 80
        /// Whether the folder had all of it already.
        var isUnchanged = false
        var app: String?
        var folder: String?
        var findings: [Diagnostic] = []
        var report: [ImportReport.Item] = []
    }

    let file: String
    let examples: String?
    let output: String
    /// Whether there is one file, whose warnings are shown too.
    let isAlone: Bool
    /// What the app is called after; nil for the file.
    var base: String?
    /// The files that are laid over it; where there are none, those that `COMPOSE_FILE` names.
    var overlays: [String] = []
    /// Whether Compose's own override beside it is laid over it too, as Compose does in a folder.
    var readsOverride = false
    /// The app's name as people read it; nil for one made of the file's.
    var title: String?
    /// Asks about what was found, before anything is written. It gives the service that people open first, or nil for
    /// the one that was found.
    var asking: (@Sendable (ImportedApp) throws -> String?)?
    var transcript = Transcript.live
    /// Writes, unless a signal has ended the work.
    var writing: @Sendable (() throws -> Void) throws -> Void = { try $0() }

    /// The app.yaml that it writes.
    var appFile: String { (folder as NSString).appendingPathComponent("app.yaml") }

    var name: String { Importer.appName(base ?? ComposeSource(file: file).base) }
    var folder: String { output == "." ? name : (output as NSString).appendingPathComponent(name) }

    func run() throws -> Row {
        let source = ComposeSource(file: file)
        let bytes: [UInt8]
        let values: [UInt8]?
        let dokploy: [UInt8]?
        let note: String?
        var unread: String?
        var layers: [Importer.Overlay] = []
        do {
            bytes = try ComposeSource.bytes(file)
            values = try examples.map(ComposeSource.bytes)
            let named = source.overlays(values)
            note = overlays.isEmpty ? named.note : nil
            let given = overlays.isEmpty ? named.files : overlays
            unread = given == nil ? source.override : nil
            if readsOverride, let override = unread {
                layers = [.init(file: override, bytes: try ComposeSource.bytes(override))]
                unread = nil
            } else {
                layers = try (given ?? []).map { .init(file: $0, bytes: try ComposeSource.bytes($0)) }
            }
            dokploy = try source.dokploy()
        } catch let problem as ComposeSource.Unreadable {
            return failed("cannot be read: \(problem.reason)", problem.file)
        }
        var importer = Importer(file: file, base: base ?? source.base, examples: values, read: source.neighbours())
        importer.overlays = layers
        importer.dokploy = dokploy
        importer.examplesFile = examples ?? ""
        importer.title = title
        var app = importer.run(bytes)
        if !app.files.isEmpty, let door = try asking?(app), door != app.frontDoors.first?.service {
            importer.frontDoor = door
            app = importer.run(bytes)
        }
        if let note { app.report.add(.review, note) }
        if let override = unread {
            app.report.add(
                .review,
                "`\(override)` is beside it and was not read: add it by `--overlay`, or name the folder instead")
        }
        guard !app.files.isEmpty else {
            transcript.show("\(file): refused")
            transcript.show(app.report.text)
            var row = Row(file: file, status: .refused, reason: app.report.refusals.first?.text ?? "")
            (row.app, row.report) = (name, app.report.items)
            return row
        }
        let files = app.files + [Self.schema]
        var update = AppFolder.Update()
        do {
            try writing { update = try AppFolder(path: folder).bring(files, from: file) }
        } catch let taken as AppFolder.Taken {
            return failed("\(taken)")
        } catch let other as AppFolder.OfAnother {
            return failed("\(other)")
        } catch let linked as AppFolder.Linked {
            return failed("\(linked)")
        } catch is SideBySide.Stopped {
            return failed("nothing is written, because a signal came")
        } catch {
            return failed("\(folder) cannot be written: \(error.localizedDescription)")
        }
        // Of many, those that are there from an earlier run are no news.
        if isAlone || !update.isUnchanged {
            transcript.show("\(file): \(update.summary(folder))")
            transcript.show(app.report.text)
        }
        for line in update.lines(folder) { transcript.show(line) }
        var row = check(appFile, app)
        (row.app, row.folder, row.report, row.isUnchanged) = (name, folder, app.report.items, update.isUnchanged)
        return row
    }

    static let schema = ImportedFile(path: "app.schema.json", bytes: Array(JSONSchema.text.utf8))

    private func check(_ path: String, _ app: ImportedApp) -> Row {
        let compilation = Compiler.compile(path: path)
        if isAlone || compilation.spec == nil { transcript.report(compilation, file: path) }
        let findings = compilation.diagnostics
        guard compilation.spec != nil else {
            let error = findings.first { $0.severity == .error }
            return Row(
                file: file, status: .refused,
                reason: error.map { "\($0.file):\($0.mark.line): \($0.message)" } ?? "", findings: findings)
        }
        let port = compilation.spec?.firewall.first { $0.port != 22 && $0.transport == .tcp }?.port ?? 80
        guard let refusal = app.report.refusals.first else {
            return Row(file: file, status: .done, reason: "", port: port, findings: findings)
        }
        return Row(file: file, status: .partly, reason: refusal.text, port: port, findings: findings)
    }

    /// - Parameter culprit: The file that it is about; nil for the imported one.
    private func failed(_ reason: String, _ culprit: String? = nil) -> Row {
        transcript.complain("error: \(culprit ?? file): \(reason)")
        let other = culprit.flatMap { $0 == file ? nil : "\($0) " } ?? ""
        return Row(file: file, status: .unwritten, reason: other + reason)
    }
}
