/// One disturbance of a first boot: what befalls which call of the kernel.
struct Cut: Sendable, CustomStringConvertible {
    enum Fault: String, CaseIterable {
        case kill = "SIGKILL"
        case diskFull = "ENOSPC"
        case diskBroken = "EIO"
    }

    /// The calls by which a process changes what outlives it, or finds that it cannot.
    enum Call: String, CaseIterable {
        case write, fsync, openat, rename, mkdir, unlink, fchmod

        /// As strace names it, on processors too that know only the newer kind.
        var pattern: String {
            switch self {
            case .rename: "?rename,?renameat,?renameat2"
            case .mkdir: "?mkdir,?mkdirat"
            case .unlink: "?unlink,?unlinkat"
            case .write, .fsync, .openat, .fchmod: rawValue
            }
        }
    }

    var fault: Fault
    var call: Call
    /// Which of the calls of this kind, from 1.
    var count: Int

    /// strace's options for it.
    var injection: [String] {
        let effect = fault == .kill ? "signal=SIGKILL" : "error=\(fault.rawValue)"
        return ["-e", "trace=\(call.pattern)", "-e", "inject=\(call.pattern):\(effect):when=\(count)"]
    }

    var description: String { "\(fault.rawValue) at \(call.rawValue) \(count)" }
}

/// Hands out every cut point to the lanes that try them, until each kind of call has no further one.
actor CutPoints {
    private var open: [(cut: Cut, end: Int?)]
    private var tried: [String: Int] = [:]

    init(_ faults: [Cut.Fault]) {
        open = faults.flatMap { fault in Cut.Call.allCases.map { (Cut(fault: fault, call: $0, count: 1), nil) } }
    }

    func next() -> Cut? {
        guard let index = open.firstIndex(where: { $0.end == nil }) else { return nil }
        defer { open[index].cut.count += 1 }
        return open[index].cut
    }

    /// Takes note of whether a run got as far as the cut point.
    func note(_ cut: Cut, wasReached: Bool) {
        if wasReached {
            tried["\(cut.fault) \(cut.call)", default: 0] += 1
        } else if let index = open.firstIndex(where: { $0.cut.fault == cut.fault && $0.cut.call == cut.call }) {
            open[index].end = cut.count
        }
    }

    func count(_ fault: Cut.Fault, _ call: Cut.Call) -> Int { tried["\(fault) \(call)"] ?? 0 }

    var total: Int { tried.values.reduce(0, +) }

    /// For people, one line for each kind of call.
    var table: String {
        let faults = Cut.Fault.allCases
        let rows = Cut.Call.allCases.map { call in [call.rawValue] + faults.map { "\(count($0, call))" } }
        let lines = ([["call"] + faults.map(\.rawValue)] + rows).map { row in
            row.map { $0 + String(repeating: " ", count: max(0, 9 - $0.count)) }.joined()
        }
        return lines.joined(separator: "\n") + "\n\(total) cut points"
    }
}
