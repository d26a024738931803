import Host
import Installation
import Plan

/// How old the newest backup is that was restored and compared, and whether that is as the schedule has it.
package struct BackupAge: Encodable, Sendable {
    package enum Verdict: String, Encodable, Sendable { case fine, none, old, future }

    package var verdict: Verdict
    /// Its name; nil if there is none.
    package var newest: String?
    /// nil if there is none.
    package var seconds: Int?
    /// How old it may be, in seconds.
    package var limit: Int

    /// - Returns: nil if the app has nothing to back up, or is not set up.
    package static func of(_ machine: Machine, now: Timestamp = .now) throws -> BackupAge? {
        guard !machine.plan.backup.items.isEmpty, try StateStore(machine).load().state?.isSetUp == true else {
            return nil
        }
        let limit = Self.limit(machine.plan.backup.schedule)
        guard let entry = try BackupRecord.read(on: machine).verified else {
            return BackupAge(verdict: .none, limit: limit)
        }
        let age = Int(now.seconds - entry.at)
        let verdict: Verdict = age < -Self.tolerance ? .future : age > limit ? .old : .fine
        return BackupAge(verdict: verdict, newest: entry.name, seconds: age, limit: limit)
    }

    private static let day = 86_400
    /// Seconds by which a clock may be off.
    private static let tolerance = 300

    /// Two periods and a day: one backup may fail, and its day comes to an end. Without a schedule, a week.
    static func limit(_ schedule: String?) -> Int { schedule.map { 2 * period($0) + day } ?? 7 * day }

    /// The longest time between two backups.
    ///
    /// Source: systemd.time(7).
    private static func period(_ schedule: String) -> Int {
        switch schedule {
        case "hourly": return 3600
        case "daily": return day
        case "weekly": return 7 * day
        case "monthly": return 31 * day
        default: break
        }
        let words = schedule.split(separator: " ")
        if let date = words.first(where: { $0.contains("-") && $0.contains("*") }), date != "*-*-*" { return 31 * day }
        // `Mon..Fri` and `Mon,Thu` too: the longest pause is then shorter than a week.
        return words.first?.first?.isLetter == true ? 7 * day : day
    }

    /// For people, such as "the newest backup is 3 hours old".
    package var text: String {
        switch verdict {
        case .none: "no backup was made yet that was restored and compared"
        case .future: "the newest backup is from the future (\(newest ?? "")): the clock is wrong, or was"
        case .fine, .old: "the newest backup is \(Self.shown(seconds ?? 0)) old"
        }
    }

    /// What to do; nil if nothing is wrong.
    package func help(_ machine: Machine) -> String? {
        switch verdict {
        case .fine: nil
        case .none: "`\(machine.command) backup` makes one"
        case .future: "check the clock with `timedatectl`, then run `\(machine.command) backup`"
        case .old where machine.plan.backup.schedule != nil:
            "`journalctl --unit \(machine.paths.unit("backup")).service` says why; `\(machine.command) backup` makes one"
        case .old: "`\(machine.command) backup` makes one"
        }
    }

    static func shown(_ seconds: Int) -> String {
        let units = [("day", day), ("hour", 3600), ("minute", 60)]
        for (name, length) in units where seconds >= 2 * length { return "\(seconds / length) \(name)s" }
        return "less than 2 minutes"
    }
}
