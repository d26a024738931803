import Foundation
import TestSupport
import Testing

/// The proof by exhaustion: a first boot that is cut off anywhere and run again ends as an undisturbed one.
@Suite(.serialized, .enabled(if: Tool.isInstalled("strace"), "`make setup` installs strace"))
struct CrashTests {
    /// Those that LANDFALL_CUTS names, between commas; all of them unless it is set.
    private static let faults =
        ProcessInfo.processInfo.environment["LANDFALL_CUTS"]?.split(separator: ",").compactMap {
            Cut.Fault(rawValue: "\($0)")
        }
        ?? Cut.Fault.allCases

    @Test func noCutLosesOrRemakesAnything() async throws {
        let points = CutPoints(Self.faults)
        let processors = ProcessInfo.processInfo.activeProcessorCount
        try await withThrowingTaskGroup { group in
            // A boot sleeps about half of its time.
            for lane in 0..<(processors * 2) {
                group.addTask { try await Self.lane(processor: lane % processors, points) }
            }
            try await group.waitForAll()
        }
        print(await points.table)
        #expect(await points.untried.isEmpty)
    }

    private static func lane(processor: Int, _ points: CutPoints) async throws {
        let boot = try await CutBoot(processor: processor)
        while let cut = await points.next() {
            let outcome = try await boot.run(cut)
            await points.note(cut, wasReached: outcome.wasReached)
            #expect(outcome.problems.isEmpty, "\(cut): \(outcome.problems.joined(separator: "; "))")
        }
    }

    @Test(arguments: ["--remove-orphans", "migrate", "seed"]) func aKillWhenDockerHasDoneItsWork(command: String)
        async throws
    {
        #expect(try await CutBoot(processor: 0).run(killedAfter: command) == [])
    }
}
