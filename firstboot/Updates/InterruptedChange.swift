import Host
import Installation
import Rollout

/// An update, a rollback, a restore or a change of the domain that was cut off and that no process is at work on, as `doctor` and `status` tell.
package struct InterruptedChange {
    package enum Kind: String, Encodable { case update, rollback, restore, domain }

    package let kind: Kind
    /// Whether the other release is in use for good, so that little is left to do. Otherwise the app may be stopped.
    package let isInUse: Bool
    /// What is so.
    package let text: String
    /// What to do about it.
    package let help: String

    private init(_ machine: Machine, _ kind: Kind, _ title: String, isInUse: Bool) {
        self.kind = kind
        self.isInUse = isInUse
        text = "\(title) was interrupted"
        help = "`sudo \(machine.command) start` " + (isInUse ? "does what is left of it" : "puts back what was in use")
    }

    /// - Returns: nil if there is none, or while a process holds the app's lock.
    /// - Throws: ``Failure`` if what an update or a rollback has noted is damaged.
    package static func find(on machine: Machine) throws -> InterruptedChange? {
        guard machine.isMidChange, try !Standing.isAtWork(machine) else { return nil }
        // Looked at again: it may have ended meanwhile.
        if machine.files.exists(machine.paths.restore) {
            return InterruptedChange(machine, .restore, "a restore", isInUse: false)
        }
        if machine.files.exists(machine.paths.domain) {
            return InterruptedChange(machine, .domain, "a change of the domain", isInUse: false)
        }
        return try UpdateJournal.read(machine).map { journal in
            InterruptedChange(
                machine, journal.isRollback ? .rollback : .update, journal.title, isInUse: journal.phase == .committed)
        }
    }
}
