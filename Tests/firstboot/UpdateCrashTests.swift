import Foundation
import TestSupport
import Testing

/// An update or a rollback that is cut off anywhere leaves one release whole, with its program, files, secrets and data:
/// the one before, or the one after.
///
/// The environment's variables are those of ``CrashTests``, but a number of points is LANDFALL_UPDATE_CUTS.
@Suite(.serialized, .enabled(if: Tool.isInstalled("strace"), "`make setup` installs strace"))
struct UpdateCrashTests {
    @Test func noCutMixesReleases() async throws {
        let kinds = CutPlan.chosen("LANDFALL_ROLLOUTS", UpdateCutKind.self).map(\.rawValue)
        let boots = UpdateCutBoots(processor: 0)
        let all = try await CutPlan.all(kinds, CutPlan.chosen("LANDFALL_FAULTS", Cut.Fault.self)) {
            try await boots.boot($0).callCounts(for: $1)
        }
        let plan = CutPlan(CutPlan.drawn(from: all, standard: 12, variable: "LANDFALL_UPDATE_CUTS"), of: kinds)
        let processors = ProcessInfo.processInfo.activeProcessorCount
        try await withThrowingTaskGroup { group in
            for lane in 0..<processors {
                group.addTask {
                    try await Self.lane(lane == 0 ? boots : UpdateCutBoots(processor: lane), plan)
                }
            }
            try await group.waitForAll()
        }
        print(await plan.table, "of", all.count)
        let (tried, unreached) = (await plan.triedCount, await plan.unreachedCount)
        #expect(tried > 0 && unreached * 3 <= tried, "\(unreached) cut points were not reached, \(tried) were")
    }

    private static func lane(_ boots: UpdateCutBoots, _ plan: CutPlan) async throws {
        while let cut = await plan.next() {
            let outcome = try await boots.boot(cut.kind).run(cut)
            await plan.note(cut, wasReached: outcome.wasReached)
            #expect(outcome.problems.isEmpty, "\(cut): \(outcome.problems.joined(separator: "; "))")
        }
    }
}

/// One machine for each kind, made when it is first wanted.
actor UpdateCutBoots {
    private let processor: Int
    private var boots: [UpdateCutKind: UpdateCutBoot] = [:]

    init(processor: Int) { self.processor = processor }

    func boot(_ name: String) async throws -> UpdateCutBoot {
        let kind = try #require(UpdateCutKind(rawValue: name))
        if let boot = boots[kind] { return boot }
        let boot = try await UpdateCutBoot(kind, processor: processor)
        boots[kind] = boot
        return boot
    }
}
