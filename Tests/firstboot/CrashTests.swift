import Foundation
import TestSupport
import Testing

/// The proof: a rollout that is cut off anywhere ends as an undisturbed one, whichever verb runs next.
///
/// `make test` draws cut points and prints the seed; `make test-crash` tries every one.
/// `LANDFALL_CUTS` is a number of points or `all`, `LANDFALL_SEED` the seed to draw with, `LANDFALL_FAULTS` and
/// `LANDFALL_ROLLOUTS` narrow the choice, with commas between their members.
@Suite(.serialized, .enabled(if: Tool.isInstalled("strace"), "`make setup` installs strace"))
struct CrashTests {
    @Test func noCutLosesOrRemakesAnything() async throws {
        let kinds = CutPlan.chosen("LANDFALL_ROLLOUTS", RolloutKind.self).map(\.rawValue)
        let boots = CutBoots(processor: 0)
        let all = try await CutPlan.all(kinds, CutPlan.chosen("LANDFALL_FAULTS", Cut.Fault.self)) {
            try await boots.boot($0).callCounts(for: $1)
        }
        let plan = CutPlan(CutPlan.drawn(from: all, standard: 160), of: kinds)
        let processors = ProcessInfo.processInfo.activeProcessorCount
        try await withThrowingTaskGroup { group in
            // A rollout sleeps about half of its time.
            for lane in 0..<(processors * 2) {
                group.addTask { try await Self.lane(CutBoots(processor: lane % processors), plan) }
            }
            try await group.waitForAll()
        }
        print(await plan.table, "of", all.count)
        let (tried, unreached) = (await plan.triedCount, await plan.unreachedCount)
        // Another thread may make a call or two of those that were counted.
        #expect(tried > 0 && unreached * 5 <= tried, "\(unreached) cut points were not reached, \(tried) were")
    }

    private static func lane(_ boots: CutBoots, _ plan: CutPlan) async throws {
        while let cut = await plan.next() {
            let outcome = try await boots.boot(cut.kind).run(cut)
            await plan.note(cut, wasReached: outcome.wasReached)
            #expect(outcome.problems.isEmpty, "\(cut): \(outcome.problems.joined(separator: "; "))")
        }
    }

    @Test(arguments: [
        (RolloutKind.firstBoot, "--remove-orphans"), (.firstBoot, "migrate"), (.awaited, "seed"), (.firstBoot, "seed"),
        (.rotation, "set-key"), (.rotation, "web"), (.release, "--remove-orphans"), (.address, "--force-recreate"),
    ]) func aKillWhenDockerHasDoneItsWork(kind: RolloutKind, command: String) async throws {
        let boot = try await CutBoot(kind, processor: 0)
        for recovery in Cut.Recovery.allCases {
            let problems = try await boot.run(killedAfter: command, recovery)
            #expect(problems == [], "\(recovery)")
        }
    }
}

/// One machine for each kind of rollout, made when it is first wanted.
actor CutBoots {
    private let processor: Int
    private var boots: [RolloutKind: CutBoot] = [:]

    init(processor: Int) { self.processor = processor }

    func boot(_ name: String) async throws -> CutBoot {
        let kind = try #require(RolloutKind(rawValue: name))
        if let boot = boots[kind] { return boot }
        let boot = try await CutBoot(kind, processor: processor)
        boots[kind] = boot
        return boot
    }
}
