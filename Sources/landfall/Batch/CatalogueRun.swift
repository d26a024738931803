import AppSpec
import ArgumentParser
import Artifacts
import Catalogue
import Glibc
import Listings
import Plan
import Providers

/// `catalogue`: reads all apps, then writes the website.
struct CatalogueRun: Sendable {
    let folders: [String]
    let output: String
    let title: String
    let executables: [String]
    let json: Bool

    private struct Made: Sendable {
        var row: BatchRow
        let transcript: Transcript
        var entry: CatalogueEntry?
    }

    func run() throws {
        let found = AppFinder(folders)
        for link in found.links { Generation.complain("warning: \(link) is a link, which is not followed") }
        let programs = Programs(named: executables)
        _ = try programs.renderer()
        let work = SideBySide()
        var all: [Made] = []
        work.run(found.items.count, doing: "reading") {
            make(found.items[$0], programs)
        } deliver: { number, made in
            made?.transcript.flush(showsOutput: !json)
            all.append(made ?? Made(row: .notBegun(found.items[number].path), transcript: Transcript()))
        }
        // A website without the apps that were not read would take them away from its readers.
        if work.signal == nil {
            try BatchRow.refuseSharedNames(all.map(\.row), help: "give one of them another `name`")
            try write(all.compactMap(\.entry))
        }
        try BatchTable(rows: all.map(\.row), signal: work.signal).finish(json: json)
    }

    private func make(_ item: AppFinder.Item, _ programs: Programs) -> Made {
        let transcript = Transcript()
        guard case .file(let file) = item else {
            return Made(row: .problem(item, transcript), transcript: transcript)
        }
        let compilation = Compiler.compile(path: file)
        if !compilation.diagnostics.isEmpty { transcript.report(compilation, file: file) }
        var row = BatchRow(file: file, result: "left out", code: EX_DATAERR)
        row.name = compilation.spec?.app.name
        row.findings = compilation.diagnostics
        guard let spec = compilation.spec else { return Made(row: row, transcript: transcript) }
        do {
            let generation = Generation(file: file, programs: programs, transcript: transcript)
            let rendering = try generation.render(spec, for: spec.providers)
            (row.result, row.code) = ("listed", 0)
            return Made(row: row, transcript: transcript, entry: Self.entry(spec, rendering))
        } catch let code as ExitCode {
            row.code = code.rawValue
        } catch {
            transcript.complain("error: \(file): \(error)")
            row.code = EX_SOFTWARE
        }
        return Made(row: row, transcript: transcript)
    }

    private static func entry(_ spec: AppSpec, _ rendering: Rendering) -> CatalogueEntry {
        let listing = spec.listing ?? Listing()
        let clouds = Provider.all.compactMap { cloud -> CatalogueEntry.Cloud? in
            let file = rendering.artifacts.first { $0.path == "cloud-init/\(cloud.id).yaml" }
            let deploy = listing.deploy[cloud.id]
            guard file != nil || deploy != nil else { return nil }
            let title = cloud.id == Provider.generic.id ? "Any other cloud" : cloud.title
            let text = file.map { String(decoding: $0.parts.joined(), as: UTF8.self) }
            return CatalogueEntry.Cloud(id: cloud.id, title: title, deploy: deploy, userData: text)
        }
        return CatalogueEntry(app: spec.app, requires: spec.requires, listing: listing, clouds: clouds)
    }

    private func write(_ entries: [CatalogueEntry]) throws {
        let files = Catalogue(title: title, entries: entries).files
        let rendering = Rendering(artifacts: files.map { Artifact(path: $0.path, content: .bytes($0.bytes)) })
            .withChecksums
        let writer = ArtifactWriter(folder: output)
        if let stranger = writer.strangers(among: rendering.artifacts).first {
            Generation.complain(
                "error: \(output)/\(stranger) is there already, and no earlier run of `landfall catalogue` has made it\n"
                    + "help: name another folder with --output; nothing was written")
            throw ExitCode(EX_USAGE)
        }
        do {
            let outcome = try writer.write(rendering.artifacts)
            for path in outcome.kept {
                Generation.complain(
                    "warning: \(output)/\(path) comes from an earlier run and was changed since: it stays")
            }
            guard !json else { return }
            Transcript.live.show(
                "\(output)/index.html: \(entries.count) \(entries.count == 1 ? "app" : "apps"); \(outcome.written) files "
                    + "written, \(outcome.unchanged) unchanged, \(outcome.removed.count) removed")
        } catch {
            Generation.complain("error: \(error)")
            throw ExitCode(EX_UNAVAILABLE)
        }
    }
}
