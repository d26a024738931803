/// Hands out every cut point to the lanes that try them, until each kind has no further one.
actor CutPoints {
    private struct Kind {
        var next: Cut
        var tried = 0
        var isExhausted = false
    }

    private var kinds: [Kind]

    init(_ faults: [Cut.Fault]) {
        let blank = faults.flatMap { fault in Cut.Call.allCases.map { Cut(fault: fault, call: $0) } }
        let clone = [Cut.Call.rename, .fsync].map { Cut(disk: .ofAnotherMachine, fault: .kill, call: $0) }
        kinds = (blank + (faults.contains(.kill) ? clone : [])).map { Kind(next: $0) }
    }

    func next() -> Cut? {
        guard let index = kinds.firstIndex(where: { !$0.isExhausted }) else { return nil }
        defer { kinds[index].next.count += 1 }
        return kinds[index].next
    }

    /// Takes note of whether a run got as far as the cut point.
    func note(_ cut: Cut, wasReached: Bool) {
        guard let index = kinds.firstIndex(where: { $0.next.isKin(of: cut) }) else { return }
        if wasReached { kinds[index].tried += 1 } else { kinds[index].isExhausted = true }
    }

    /// The kinds of which not even the first point was reached.
    var untried: [Cut] { kinds.filter { $0.tried == 0 }.map(\.next) }

    /// How many points were tried, one line for each kind of call.
    var table: String {
        let columns: [(title: String, disk: Cut.Disk, fault: Cut.Fault)] =
            Cut.Fault.allCases.map { ($0.rawValue, .blank, $0) } + [("SIGKILL of a clone", .ofAnotherMachine, .kill)]
        let rows = Cut.Call.allCases.map { call in
            [call.rawValue]
                + columns.map { column in
                    let cut = Cut(disk: column.disk, fault: column.fault, call: call)
                    return kinds.first { $0.next.isKin(of: cut) }.map { "\($0.tried)" } ?? "-"
                }
        }
        let lines = ([["call"] + columns.map(\.title)] + rows).map { row in
            row.map { $0 + String(repeating: " ", count: max(0, 9 - $0.count)) }.joined()
        }
        return lines.joined(separator: "\n") + "\n\(kinds.map(\.tried).reduce(0, +)) cut points"
    }
}
