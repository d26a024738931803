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
    private static let environment = ProcessInfo.processInfo.environment

    private static func chosen<Member: RawRepresentable & CaseIterable>(_ name: String, _ type: Member.Type) -> [Member]
    where Member.RawValue == String {
        environment[name].map { $0.split(separator: ",").compactMap { Member(rawValue: "\($0)") } }
            ?? Array(Member.allCases)
    }

    @Test func noCutLosesOrRemakesAnything() async throws {
        let kinds = Self.chosen("LANDFALL_ROLLOUTS", RolloutKind.self)
        let boots = CutBoots(processor: 0)
        var cuts = try await CutPlan.all(kinds, Self.chosen("LANDFALL_FAULTS", Cut.Fault.self)) {
            try await boots.boot($0).callCounts(for: $1)
        }
        let all = cuts.count
        if Self.environment["LANDFALL_CUTS"] != "all" {
            let seed = Self.environment["LANDFALL_SEED"].flatMap { UInt64($0) } ?? .random(in: 0..<1_000_000)
            print("cut points drawn with LANDFALL_SEED=\(seed)")
            var generator = SeededGenerator(seed: seed)
            let count = Self.environment["LANDFALL_CUTS"].flatMap { Int($0) } ?? 160
            cuts = Array(cuts.shuffled(using: &generator).prefix(count))
        }
        let plan = CutPlan(cuts)
        let processors = ProcessInfo.processInfo.activeProcessorCount
        try await withThrowingTaskGroup { group in
            // A rollout sleeps about half of its time.
            for lane in 0..<(processors * 2) {
                group.addTask { try await Self.lane(CutBoots(processor: lane % processors), plan) }
            }
            try await group.waitForAll()
        }
        print(await plan.table, "of", all)
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
        (RolloutKind.firstBoot, "--remove-orphans"), (.firstBoot, "migrate"), (.firstBoot, "seed"),
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

    func boot(_ kind: RolloutKind) async throws -> CutBoot {
        if let boot = boots[kind] { return boot }
        let boot = try await CutBoot(kind, processor: processor)
        boots[kind] = boot
        return boot
    }
}
