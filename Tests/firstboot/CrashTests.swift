import Foundation
import TestSupport
import Testing

/// The proof by exhaustion: a first boot that is cut off anywhere and run again ends as an undisturbed one.
@Suite(.serialized, .enabled(if: Tool.isInstalled("strace"), "`make setup` installs strace"))
struct CrashTests {
    @Test func noCutLosesOrRemakesAnything() async throws {
        let faults = ProcessInfo.processInfo.environment["LANDFALL_CUTS"].map {
            $0.split(separator: ",").compactMap { Cut.Fault(rawValue: String($0)) }
        }
        let points = CutPoints(faults ?? Cut.Fault.allCases)
        try await withThrowingTaskGroup { group in
            for processor in 0..<ProcessInfo.processInfo.activeProcessorCount {
                group.addTask { try await Self.lane(processor, points) }
            }
            try await group.waitForAll()
        }
        print(await points.table)
        for fault in faults ?? Cut.Fault.allCases {
            for call in Cut.Call.allCases { #expect(await points.count(fault, call) > 0, "\(fault) \(call)") }
        }
    }

    private static func lane(_ processor: Int, _ points: CutPoints) async throws {
        let boot = try await CutBoot(processor: processor)
        let reference = try await boot.reference()
        while let cut = await points.next() {
            let outcome = try await boot.run(cut, comparedTo: reference)
            await points.note(cut, wasReached: outcome.wasReached)
            #expect(outcome.problems.isEmpty, "\(cut): \(outcome.problems.joined(separator: "; "))")
        }
    }
}
