import Foundation
import TestSupport
import Testing

/// A backup or a restore that is cut off anywhere loses nothing: the app has the data and the secrets that it had, or
/// after a restore wholly those of the backup, and no partial backup counts.
///
/// The environment's variables are those of ``CrashTests``, but a number of points is LANDFALL_BACKUP_CUTS: each takes
/// ten times as long.
@Suite(.serialized, .enabled(if: Tool.isInstalled("strace"), "`make setup` installs strace"))
struct BackupCrashTests {
    @Test func noCutLosesAnything() async throws {
        let kinds = CutPlan.chosen("LANDFALL_ROLLOUTS", BackupCutKind.self).map(\.rawValue)
        let boots = BackupCutBoots(processor: 0)
        let all = try await CutPlan.all(kinds, CutPlan.chosen("LANDFALL_FAULTS", Cut.Fault.self)) {
            try await boots.boot($0).callCounts(for: $1)
        }
        let plan = CutPlan(CutPlan.drawn(from: all, standard: 40, variable: "LANDFALL_BACKUP_CUTS"), of: kinds)
        let processors = ProcessInfo.processInfo.activeProcessorCount
        try await withThrowingTaskGroup { group in
            for lane in 0..<(processors * 2) {
                group.addTask { try await Self.lane(BackupCutBoots(processor: lane % processors), plan) }
            }
            try await group.waitForAll()
        }
        print(await plan.table, "of", all.count)
        let (tried, unreached) = (await plan.triedCount, await plan.unreachedCount)
        #expect(tried > 0 && unreached * 5 <= tried, "\(unreached) cut points were not reached, \(tried) were")
    }

    /// What was restored is removed when the data that was in use is back. A kill in between must not let the next run
    /// take the one for the other.
    @Test func aRestoreThatIsTakenBackTwiceLosesNothing() async throws {
        let boot = try await BackupCutBoot(.takingBack, processor: 0)
        let count = try #require(try await boot.callCounts(for: .kill)[.unlink])
        for number in 1...count {
            let cut = Cut(
                kind: BackupCutKind.takingBack.rawValue, fault: .kill, call: .unlink, count: number, recovery: .start)
            let outcome = try await boot.run(cut)
            #expect(outcome.problems.isEmpty, "\(cut): \(outcome.problems.joined(separator: "; "))")
        }
    }

    private static func lane(_ boots: BackupCutBoots, _ plan: CutPlan) async throws {
        while let cut = await plan.next() {
            let outcome = try await boots.boot(cut.kind).run(cut)
            await plan.note(cut, wasReached: outcome.wasReached)
            #expect(outcome.problems.isEmpty, "\(cut): \(outcome.problems.joined(separator: "; "))")
        }
    }
}

/// One machine for each kind, made when it is first wanted.
actor BackupCutBoots {
    private let processor: Int
    private var boots: [BackupCutKind: BackupCutBoot] = [:]

    init(processor: Int) { self.processor = processor }

    func boot(_ name: String) async throws -> BackupCutBoot {
        let kind = try #require(BackupCutKind(rawValue: name))
        if let boot = boots[kind] { return boot }
        let boot = try await BackupCutBoot(kind, processor: processor)
        boots[kind] = boot
        return boot
    }
}
