import Host
import Installation
import Plan

/// Removes older backups from the repository, as app.yaml's `keep` says.
struct Retention: Sendable {
    private let machine: Machine
    private let keep: Backup.Retention

    init(_ machine: Machine) {
        self.machine = machine
        keep = machine.plan.backup.keep
    }

    /// What is removed of these; restic decides, and the newest verified one stays.
    ///
    /// - Parameters:
    ///   - all: The app's backups, the oldest first.
    ///   - unwanted: The ids of those that the policy does not keep.
    ///   - latest: The name of the backup that was just made.
    static func removable(
        _ all: [Restic.Snapshot], unwanted: Set<String>, latest: String
    ) -> [Restic.Snapshot] {
        let dear = all.last(where: \.isVerified)?.id
        return all.filter { unwanted.contains($0.id) && $0.id != dear && $0.name != latest }
    }

    /// Whatever goes wrong, the backup that was just made counts.
    func apply(to restic: Restic, after latest: String) async {
        do {
            guard let (all, unwanted) = try await restic.sorted(by: keep) else { return }
            // By a clock that was wrong, the newest ones would be taken for the oldest.
            if let strange = all.last, strange.name > latest {
                machine.note(
                    "no older backup is removed, because the backup \(strange.name) is from the future: check the clock, "
                        + "and remove that backup by `restic forget` if the clock was wrong then")
                return
            }
            let old = Self.removable(all, unwanted: unwanted, latest: latest)
            if old.isEmpty { return }
            try await restic.remove(old)
            machine.console.line(
                "Removed older backups, as `keep` in app.yaml says: \(old.map(\.name).joined(separator: ", ")).")
        } catch {
            machine.note("older backups are not removed: \(Failure(error).message)")
        }
    }
}
