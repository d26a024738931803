import JSON

/// The summary for the publisher at the end.
public struct ResultTable {
    private let results: [ImageBuilds.Result]

    public init(_ results: [ImageBuilds.Result]) { self.results = results }

    public var text: String {
        let rows = [["PROVIDER", "SNAPSHOT", "REGIONS", "TIME", "STATE"]] + results.map(Self.cells)
        let widths = rows[0].indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
        return rows.map { row in
            let cells = zip(row, widths).map { $0 + String(repeating: " ", count: $1 - $0.count) }
            return String(cells.joined(separator: "  ").reversed().drop { $0 == " " }.reversed()) + "\n"
        }.joined()
    }

    private static func cells(_ result: ImageBuilds.Result) -> [String] {
        let provider = result.job.provider.id.rawValue
        func row(_ snapshot: Snapshot?, _ time: Duration?, _ state: String) -> [String] {
            [
                provider, snapshot?.id ?? "-",
                snapshot.map { $0.regions.isEmpty ? "-" : $0.regions.joined(separator: ",") } ?? "-",
                time?.clock ?? "-", state,
            ]
        }
        return switch result.outcome {
        case .built(let snapshot, let time): row(snapshot, time, "built")
        case .unchanged(let snapshot): row(snapshot, nil, "unchanged since \(snapshot.built)")
        case .failed(_, let time): row(nil, time, "failed, see \(result.job.log)")
        case .interrupted(let time, let isClean):
            row(
                nil, time, isClean ? "interrupted" : "ended by force: look for a machine called packer-… in the account"
            )
        }
    }

    /// - Throws: Nothing that a text could cause.
    public func json() throws -> [UInt8] {
        struct Row: Encodable {
            var provider: String
            var state: String
            var snapshot: Snapshot?
            var inputs: String
            var log: String
        }
        let rows = results.map { result in
            var row = Row(
                provider: result.job.provider.id.rawValue, state: "failed", inputs: result.job.digest,
                log: result.job.log)
            switch result.outcome {
            case .built(let snapshot, _): (row.state, row.snapshot) = ("built", snapshot)
            case .unchanged(let snapshot): (row.state, row.snapshot) = ("unchanged", snapshot)
            case .failed: break
            case .interrupted: row.state = "interrupted"
            }
            return row
        }
        return try JSONCoder.encode(rows, pretty: true)
    }
}
