import Foundation
import TestSupport

/// Hands out cut points to the lanes that try them, and keeps what came of each.
actor CutPlan {
    private let kinds: [String]
    private var rest: [Cut]
    private var reached: [Cut: Bool] = [:]

    private static let environment = ProcessInfo.processInfo.environment

    init(_ cuts: [Cut], of kinds: [String]) {
        self.kinds = kinds
        rest = cuts.reversed()
    }

    /// Those of an enumeration's members that a variable of the environment names, or all of them.
    static func chosen<Member: RawRepresentable & CaseIterable>(_ name: String, _ type: Member.Type) -> [Member]
    where Member.RawValue == String {
        environment[name].map { $0.split(separator: ",").compactMap { Member(rawValue: "\($0)") } }
            ?? Array(Member.allCases)
    }

    /// Draws as many cut points as a variable of the environment says, and prints the seed.
    static func drawn(from cuts: [Cut], standard: Int, variable: String = "LANDFALL_CUTS") -> [Cut] {
        if environment["LANDFALL_CUTS"] == "all" { return cuts }
        let seed = environment["LANDFALL_SEED"].flatMap { UInt64($0) } ?? .random(in: 0..<1_000_000)
        print("cut points drawn with LANDFALL_SEED=\(seed)")
        var generator = SeededGenerator(seed: seed)
        let count = environment[variable].flatMap { Int($0) } ?? standard
        return Array(cuts.shuffled(using: &generator).prefix(count))
    }

    /// Every cut point of these rollouts, by how often an undisturbed one makes each call. What ends the process is
    /// followed by every recovery; after a failure of the disk the recoveries take turns.
    static func all(
        _ kinds: [String], _ faults: [Cut.Fault], _ calls: (String, Cut.Fault) async throws -> [Cut.Call: Int]
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
        for kind in kinds {
            for recovery in Cut.Recovery.allCases {
                rows.append(
                    [kind, recovery.rawValue]
                        + Cut.Fault.allCases.map { fault in
                            let tried = reached.filter {
                                $0.value && $0.key.kind == kind && $0.key.recovery == recovery && $0.key.fault == fault
                            }
                            return "\(tried.count)"
                        })
            }
        }
        let widths = [25, 15, 9, 9, 9]
        let lines = rows.map { row in
            zip(row, widths).map { $0 + String(repeating: " ", count: max(0, $1 - $0.count)) }.joined()
        }
        return lines.joined(separator: "\n") + "\n\(triedCount) cut points"
    }
}
