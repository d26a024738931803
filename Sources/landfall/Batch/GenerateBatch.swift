import AppSpec
import ArgumentParser
import Artifacts
import Findings
import Foundation
import Glibc
import Host
import Providers

/// `generate` for many apps: all are read first, so that nothing is written where two would have one folder; then all
/// that have changed are made.
struct GenerateBatch {
    let options: Generate

    private struct Prepared: Sendable {
        var row: BatchRow
        let transcript: Transcript
        /// nil where there is nothing to make.
        var work: Work?

        struct Work: @unchecked Sendable {
            let generation: Generation
            let spec: AppSpec
            let observations: Observations
        }
    }

    func run() throws {
        _ = try ProviderFilter(options.providers).choose(from: Provider.all.map(\.id))
        let found = AppFinder(options.files)
        for link in found.links { Generation.complain("warning: \(link) is a link, which is not followed") }
        let programs = Programs(named: options.executables)
        // Made before the threads begin; without it nothing can be done.
        let renderer = try programs.renderer()
        let makers = [options.providers.joined(separator: ","), options.writesPrograms ? "programs" : ""]
        let records = GenerationRecords(
            maker: GenerationRecords.maker(makers, executables: renderer.digests))
        let work = SideBySide()
        var prepared: [Prepared] = []
        work.run(found.items.count, doing: "reading") {
            prepare(found.items[$0], programs, records)
        } deliver: {
            prepared.append($1 ?? Prepared(row: .notBegun(found.items[$0].path), transcript: Transcript()))
        }
        do {
            try BatchRow.refuseSharedNames(
                prepared.map(\.row),
                help: "give one of them another `name`, or write them in two calls, with another --output")
        } catch {
            for app in prepared { app.transcript.flush(showsOutput: false) }
            throw error
        }
        var rows: [BatchRow] = []
        let all = prepared
        work.run(all.count, doing: "writing") {
            make(all[$0], records)
        } deliver: { number, row in
            all[number].transcript.flush(showsOutput: !options.json)
            rows.append(row ?? .notBegun(all[number].row.file))
        }
        records.clean()
        try BatchTable(rows: rows, signal: work.signal).finish(json: options.json)
    }

    private func prepare(_ item: AppFinder.Item, _ programs: Programs, _ records: GenerationRecords) -> Prepared {
        let transcript = Transcript()
        guard case .file(let file) = item else {
            return Prepared(row: .problem(item, transcript), transcript: transcript)
        }
        if !options.check, let record = records.current(file: file, output: options.output) {
            var row = BatchRow(file: file, result: "unchanged")
            row.name = record.app
            row.findings = record.findings.map(\.diagnostic)
            row.folder = folder(of: record.app)
            (row.written, row.unchanged) = (0, record.outputs.count)
            return Prepared(row: row, transcript: transcript)
        }
        let generation = Generation(file: file, programs: programs, transcript: transcript)
        let observations = Observations()
        let compilation = Compiler.compile(path: file, observations: observations)
        if !compilation.diagnostics.isEmpty { transcript.report(compilation, file: file) }
        var row = BatchRow(file: file, result: "refused", code: EX_DATAERR)
        row.findings = compilation.diagnostics
        row.name = compilation.spec?.app.name
        guard let spec = compilation.spec else { return Prepared(row: row, transcript: transcript) }
        row.folder = folder(of: spec.app.name)
        return Prepared(
            row: row, transcript: transcript,
            work: .init(generation: generation, spec: spec, observations: observations))
    }

    private func make(_ prepared: Prepared, _ records: GenerationRecords) -> BatchRow {
        var row = prepared.row
        guard let work = prepared.work, let folder = row.folder else { return row }
        do {
            let rendering = try options.rendering(of: work.spec, by: work.generation)
            if options.check {
                let isCurrent = try options.isUpToDate(folder, rendering, of: work.generation)
                (row.result, row.code) = isCurrent ? ("up to date", 0) : ("differs", EXIT_FAILURE)
                return row
            }
            let outcome = try options.write(rendering, of: work.spec, to: folder, by: work.generation)
            row.result = outcome.written == 0 ? "unchanged" : "written"
            row.code = 0
            (row.written, row.unchanged) = (outcome.written, outcome.unchanged)
            row.messages = outcome.kept.map { "\(folder)/\($0) was changed since an earlier run, and stays" }
            let made = options.writesPrograms ? rendering.artifacts + rendering.programs : rendering.artifacts
            records.keep(
                file: row.file, output: options.output, app: work.spec.app.name, observations: work.observations,
                paths: made.map(\.path), findings: row.findings)
        } catch let code as ExitCode {
            row.code = code.rawValue
            row.result = code.rawValue == EX_UNAVAILABLE ? "not written" : "refused"
        } catch {
            prepared.transcript.complain("error: \(row.file): \(error)")
            row.code = EX_SOFTWARE
        }
        return row
    }

    private func folder(of app: String) -> String { (options.output as NSString).appendingPathComponent(app) }
}
