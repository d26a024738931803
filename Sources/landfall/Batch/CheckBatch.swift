import AppSpec
import Glibc

/// `check` for many apps.
struct CheckBatch: Sendable {
    let files: [String]
    let strict: Bool
    let json: Bool

    private struct Checked: Sendable {
        var row: BatchRow
        let transcript: Transcript
    }

    func run() throws {
        let found = AppFinder(files)
        for link in found.links { Generation.complain("warning: \(link) is a link, which is not followed") }
        let work = SideBySide()
        var rows: [BatchRow] = []
        work.run(found.items.count, doing: "checking") {
            check(found.items[$0])
        } deliver: { number, checked in
            if let checked, !json { checked.transcript.flush() }
            rows.append(checked?.row ?? .notBegun(found.items[number].path))
        }
        try BatchTable(rows: rows, signal: work.signal).finish(json: json)
    }

    private func check(_ item: AppFinder.Item) -> Checked {
        let transcript = Transcript()
        guard case .file(let file) = item else {
            return Checked(row: .problem(item, transcript), transcript: transcript)
        }
        let compilation = Compiler.compile(path: file)
        let findings = strict ? compilation.strict : compilation
        if !findings.diagnostics.isEmpty { transcript.report(findings, file: file) }
        var row = BatchRow(file: file, result: "accepted")
        row.name = compilation.spec?.app.name
        row.findings = findings.diagnostics
        if findings.spec == nil { (row.result, row.code) = ("refused", EX_DATAERR) }
        return Checked(row: row, transcript: transcript)
    }
}
