import Foundation

/// Hands out cut points to the lanes that try them, and keeps what came of each.
actor CutPlan {
    private var rest: [Cut]
    private var reached: [Cut: Bool] = [:]

    init(_ cuts: [Cut]) { rest = cuts.reversed() }

    /// Every cut point of these rollouts, by how often an undisturbed one makes each call. What ends the process is
    /// followed by every recovery; after a failure of the disk the recoveries take turns.
    static func all(
        _ kinds: [RolloutKind], _ faults: [Cut.Fault], _ calls: (RolloutKind, Cut.Fault) async throws -> [Cut.Call: Int]
    )
        async throws -> [Cut]
    {
        var cuts: [Cut] = []
        for kind in kinds {
            for fault in faults {
                let counts = try await calls(kind, fault)
                for call in Cut.Call.allCases {
                    for count in 1...max(1, counts[call] ?? 0) where counts[call] ?? 0 > 0 {
                        let turn = Cut.Recovery.allCases[count % Cut.Recovery.allCases.count]
                        for recovery in fault == .kill ? Cut.Recovery.allCases : [turn] {
                            cuts.append(Cut(kind: kind, fault: fault, call: call, count: count, recovery: recovery))
                        }
                    }
                }
            }
        }
        return cuts
    }

    func next() -> Cut? { rest.popLast() }

    func note(_ cut: Cut, wasReached: Bool) { reached[cut] = wasReached }

    var triedCount: Int { reached.values.filter { $0 }.count }
    var unreachedCount: Int { reached.values.filter { !$0 }.count }

    /// How many points were tried, one line for each rollout and recovery.
    var table: String {
        var rows = [["rollout", "recovery"] + Cut.Fault.allCases.map(\.rawValue)]
        for kind in RolloutKind.allCases {
            for recovery in Cut.Recovery.allCases {
                rows.append(
                    [kind.rawValue, recovery.rawValue]
                        + Cut.Fault.allCases.map { fault in
                            let tried = reached.filter {
                                $0.value && $0.key.kind == kind && $0.key.recovery == recovery && $0.key.fault == fault
                            }
                            return "\(tried.count)"
                        })
            }
        }
        let widths = [19, 15, 9, 9, 9]
        let lines = rows.map { row in
            zip(row, widths).map { $0 + String(repeating: " ", count: max(0, $1 - $0.count)) }.joined()
        }
        return lines.joined(separator: "\n") + "\n\(triedCount) cut points"
    }
}
