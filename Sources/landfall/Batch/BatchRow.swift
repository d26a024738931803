import AppSpec
import ArgumentParser
import Findings
import Glibc
import Host
import JSON
import Text

/// What became of one of many apps.
struct BatchRow: Sendable {
    /// As the user named it.
    var file: String
    /// The app's; nil where it is not known.
    var name: String?
    /// In a word, such as `written`.
    var result: String
    var findings: [Diagnostic] = []
    /// What else there is to say.
    var messages: [String] = []
    var folder: String?
    var written: Int?
    var unchanged: Int?
    /// The exit status that it alone would give.
    var code: Int32 = 0

    init(file: String, result: String, code: Int32 = 0) {
        self.file = file
        self.result = result
        self.code = code
    }

    /// Of an argument or folder in which nothing can be done.
    static func problem(_ item: AppFinder.Item, _ transcript: Transcript) -> BatchRow {
        var row = BatchRow(file: item.path, result: "refused", code: EX_DATAERR)
        if case .problem(_, let reason) = item {
            row.messages = [reason]
            transcript.complain("error: \(VisibleText.line(item.path)): \(reason)")
        }
        return row
    }

    /// Ends the run where two apps would have one folder.
    static func refuseSharedNames(_ rows: [BatchRow], help: String) throws {
        var files: [String: String] = [:]
        var isRefused = false
        for row in rows {
            guard let name = row.name else { continue }
            if let other = files[name] {
                Generation.complain(
                    "error: \(other) and \(row.file) are both the app `\(name)`, and would have one folder\n  help: \(help)"
                )
                isRefused = true
            } else {
                files[name] = row.file
            }
        }
        if isRefused { throw ExitCode(EX_DATAERR) }
    }

    /// Of an app whose turn did not come.
    static func notBegun(_ file: String) -> BatchRow { BatchRow(file: file, result: "not begun") }

    var errors: Int { count(.error) }
    var warnings: Int { count(.warning) }

    private func count(_ severity: Diagnostic.Severity) -> Int { findings.count { $0.severity == severity } }

    var json: JSONValue {
        func number(_ value: Int) -> JSONValue { .number("\(value)") }
        var members: [JSONValue.Member] = [
            .init("file", .string(file)), .init("name", name.map(JSONValue.string) ?? .null),
            .init("result", .string(result)), .init("errors", number(errors)), .init("warnings", number(warnings)),
        ]
        if let folder { members.append(.init("folder", .string(folder))) }
        if let written { members.append(.init("written", number(written))) }
        if let unchanged { members.append(.init("unchanged", number(unchanged))) }
        members.append(.init("findings", findings.jsonValue))
        members.append(.init("messages", .array(messages.map(JSONValue.string))))
        return .object(members)
    }
}

/// The end of work on many apps.
struct BatchTable {
    let rows: [BatchRow]
    /// The signal that ended the work; nil if none did.
    var signal: Int32?

    /// A line for each app, and one that counts the results.
    var text: String {
        let showsFiles = rows.contains { $0.written != nil }
        let head = ["APP", "RESULT", "ERRORS", "WARNINGS"] + (showsFiles ? ["WRITTEN", "UNCHANGED"] : [])
        let cells =
            [head]
            + rows.map { row in
                [VisibleText.line(row.file), row.result, "\(row.errors)", "\(row.warnings)"]
                    + (showsFiles ? [row.written, row.unchanged].map { $0.map(String.init) ?? "-" } : [])
            }
        let widths = head.indices.map { column in cells.map { $0[column].count }.max() ?? 0 }
        let lines = cells.map { row in
            zip(row, widths).enumerated().map { index, cell in
                // Numbers end at the same column.
                let gap = String(repeating: " ", count: cell.1 - cell.0.count)
                return index < 2 ? cell.0 + gap : gap + cell.0
            }.joined(separator: "  ")
        }
        return lines.joined(separator: "\n") + "\n" + summary
    }

    private var summary: String {
        var counts: [(result: String, count: Int)] = []
        for row in rows {
            if let place = counts.firstIndex(where: { $0.result == row.result }) {
                counts[place].count += 1
            } else {
                counts.append((row.result, 1))
            }
        }
        let list = counts.map { "\($0.count) \($0.result)" }.joined(separator: ", ")
        return "\(rows.count) \(rows.count == 1 ? "app" : "apps"): \(list)"
    }

    /// Prints the table, or all that is known as JSON, and ends with the worst of the exit statuses.
    func finish(json: Bool) throws {
        if json {
            let value = JSONValue.object([.init("apps", .array(rows.map(\.json)))])
            print(String(decoding: value.text(pretty: true), as: UTF8.self))
        } else {
            Console().line(text)
        }
        if let signal { throw ExitCode(128 + signal) }
        let worst = rows.map(\.code).max() ?? 0
        if worst != 0 { throw ExitCode(worst) }
    }
}
