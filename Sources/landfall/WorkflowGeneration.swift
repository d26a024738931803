import AppSpec
import ArgumentParser
import Foundation
import Git
import Glibc
import Host
import Plan
import Workflows

/// `generate --workflows`, for one app or many.
struct WorkflowGeneration {
    let options: Generate

    /// An app that can be written.
    private struct Prepared {
        var row: BatchRow
        var spec: AppSpec?
    }

    func run() throws {
        guard AppFinder.isOneFile(options.files) else { return try runForMany() }
        let prepared = prepare(options.files[0], .live)
        let row = make(prepared, .live, isAlone: true)
        if row.code != 0 { throw ExitCode(row.code) }
    }

    /// All are read before anything is written, since two with one name would have the same files.
    private func runForMany() throws {
        let found = AppFinder(options.files)
        for link in found.links { Generation.complain("warning: \(link) is a link, which is not followed") }
        let prepared = found.items.map { item -> Prepared in
            if case .file(let file) = item { return prepare(file, .live) }
            return Prepared(row: .problem(item, .live))
        }
        try BatchRow.refuseSharedNames(
            prepared.filter { $0.spec?.publish != nil }.map(\.row), help: "give one of them another `name`")
        try BatchTable(rows: prepared.map { make($0, .live, isAlone: false) }).finish(json: false)
    }

    private func prepare(_ file: String, _ transcript: Transcript) -> Prepared {
        let compilation = Compiler.compile(path: file)
        if !compilation.diagnostics.isEmpty { transcript.report(compilation, file: file) }
        var row = BatchRow(file: file, result: "refused", code: EX_DATAERR)
        row.findings = compilation.diagnostics
        row.name = compilation.spec?.app.name
        return Prepared(row: row, spec: compilation.spec)
    }

    private func make(_ prepared: Prepared, _ transcript: Transcript, isAlone: Bool) -> BatchRow {
        var row = prepared.row
        guard let spec = prepared.spec else { return row }
        guard spec.publish != nil else {
            // In a catalogue, many are published by somebody else.
            guard isAlone else {
                (row.result, row.code) = ("without publish", 0)
                return row
            }
            transcript.complain(
                "error: \(row.file) has no `publish`, so nothing says where its images go\n"
                    + "  help: write `publish: { registry: ghcr.io/OWNER }`; docs/how-to/publish-with-github.md shows more"
            )
            return row
        }
        guard let folder = place(of: row.file, spec, transcript),
            let files = Pipeline(spec, file: folder.origin)?.files
        else { return row }
        for note in Pipeline.notes(on: spec) { transcript.complain("warning: \(row.file): \(note)") }
        row.folder = folder.path
        let strangers = folder.strangers(among: files)
        guard strangers.isEmpty else {
            for stranger in strangers { transcript.complain(Self.text(stranger)) }
            (row.result, row.code) = ("not written", EX_UNAVAILABLE)
            return row
        }
        return options.check
            ? compare(files, folder, row, transcript) : write(files, folder, row, transcript, isAlone: isAlone)
    }

    private static func text(_ stranger: WorkflowFolder.Stranger) -> String {
        guard let origin = stranger.origin else {
            return "error: \(stranger.path) is there, and `generate --workflows` has not made it, so it stays\n"
                + "  help: move what you need of it into a workflow with another name, and remove it"
        }
        return "error: \(stranger.path) was made of \(origin), which is another app of the same name\n"
            + "  help: give one of the two another `name`"
    }

    private func compare(
        _ files: [WorkflowFile], _ folder: WorkflowFolder, _ row: BatchRow, _ transcript: Transcript
    ) -> BatchRow {
        var row = row
        let differences = folder.differences(from: files)
        for difference in differences { transcript.show("\(difference)") }
        (row.result, row.code) = differences.isEmpty ? ("up to date", 0) : ("differs", EXIT_FAILURE)
        if differences.isEmpty {
            transcript.show("The workflows in \(folder.path) are up to date.")
        } else {
            transcript.complain(
                "error: the workflows in \(folder.path) are not what generate --workflows makes of \(row.file)\n"
                    + "  help: run it without --check, and commit them")
        }
        return row
    }

    private func write(
        _ files: [WorkflowFile], _ folder: WorkflowFolder, _ row: BatchRow, _ transcript: Transcript, isAlone: Bool
    ) -> BatchRow {
        var row = row
        do throws(FileFailure) {
            let outcome = try folder.write(files)
            (row.written, row.unchanged) = (outcome.written, files.count - outcome.written)
            (row.result, row.code) = (outcome.written == 0 ? "unchanged" : "written", 0)
            for path in outcome.removed { transcript.show("Removed \(path), which is no longer made.") }
            guard isAlone else { return row }
            transcript.show("Wrote \(outcome.written) of \(files.count) workflows to \(folder.path):")
            for file in files { transcript.show("  \(file.name)") }
            transcript.show(
                "Next: commit them; docs/how-to/publish-with-github.md says what they want of the repository")
        } catch {
            transcript.complain("error: \(error)\n  help: check that you may write there")
            (row.result, row.code) = ("not written", EX_UNAVAILABLE)
        }
        return row
    }

    private static func reason(_ error: GitError) -> String {
        switch error {
        case .notInstalled: "`git`, which knows its top folder, is not installed"
        case .othersRepository: "this one belongs to another user, so Git says nothing of it"
        default: "this is in none"
        }
    }

    /// In the repository's top folder, or in the one that `--output` names.
    private func place(of file: String, _ spec: AppSpec, _ transcript: Transcript) -> WorkflowFolder? {
        let name = (file as NSString).lastPathComponent
        let parent = (absolutePath(file) as NSString).deletingLastPathComponent
        var (top, prefix) = (parent, "")
        do throws(GitError) {
            let place = try GitPlace(of: parent)
            (top, prefix) = (place.top, place.prefix)
        } catch {
            // With --output nothing but app.yaml's path in the repository is missing: it is taken for its top.
            guard options.chosenOutput != nil else {
                transcript.complain(
                    "error: \(file): workflows belong into a Git repository, and \(Self.reason(error))\n"
                        + "  help: run it in a clone, or name the repository's folder with --output")
                return nil
            }
        }
        let origin = prefix + name
        guard WorkflowFile.canName(origin) else {
            transcript.complain(
                "error: the path \(origin) in the repository has characters that a workflow cannot have\n"
                    + "  help: rename it: letters, digits, `.`, `_`, `-` and `/` are fine")
            return nil
        }
        let base = options.chosenOutput.map(absolutePath) ?? top
        return WorkflowFolder(path: "\(base)/.github/workflows", top: top, origin: origin, app: spec.app.name)
    }
}
