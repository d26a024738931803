import Plan

/// What makes a backup at the times that app.yaml names.
extension Units {
    /// nil without a schedule.
    package var backupTimer: UnitFile? {
        guard let schedule = plan.backup.schedule else { return nil }
        return UnitFile(
            name: "\(paths.unit("backup")).timer", wantedBy: ["timers.target"],
            sections: [
                .init("Unit", [("Description", "\(title): when backups are made")]),
                .init(
                    "Timer",
                    [
                        ("OnCalendar", Self.calendar(schedule)),
                        // Not all machines of a provider at the same moment, but each at the same one every day.
                        ("RandomizedDelaySec", schedule == "hourly" ? "10min" : "1h"),
                        ("FixedRandomDelay", "yes"),
                        // A machine that was off makes the backup when it is on again.
                        ("Persistent", "yes"),
                    ]),
            ])
    }

    /// nil without a schedule. It has no sandbox: it reads whatever the app keeps, and runs tar, restic and Docker.
    package var backup: UnitFile? {
        guard plan.backup.schedule != nil else { return nil }
        return UnitFile(
            name: "\(paths.unit("backup")).service", wantedBy: [],
            sections: [
                .init(
                    "Unit",
                    [
                        ("Description", "\(title): backup"),
                        ("Wants", "network-online.target"),
                        ("Requires", "docker.service"),
                        ("After", "network-online.target docker.service \(firstBoot.name) \(stack.name)"),
                        // Not on a machine whose first boot is not done, and not in an image.
                        ("ConditionPathExists", paths.stateFile),
                        ("StartLimitIntervalSec", "6h"),
                        ("StartLimitBurst", "5"),
                    ] + mounts),
                .init(
                    "Service",
                    [
                        ("Type", "oneshot"),
                        ("ExecStart", "\(paths.binary) backup --check"),
                        // However the backup ended, no service stays stopped and no app frozen.
                        ("ExecStopPost", "\(paths.binary) backup resume"),
                        ("TimeoutStartSec", "infinity"),
                        ("Restart", "on-failure"),
                        ("RestartSec", "15min"),
                        ("RestartPreventExitStatus", finalCodes),
                        ("Environment", "HOME=/root"),
                        ("UMask", "0077"),
                        ("LimitCORE", "0"),
                        // The app comes first.
                        ("Nice", "10"),
                        ("IOSchedulingClass", "idle"),
                    ]),
            ])
    }

    /// systemd's form of a schedule. Times are UTC, since owners and clouds set machines to all kinds of zones.
    ///
    /// Source: systemd.time(7).
    private static func calendar(_ schedule: String) -> String {
        if !schedule.contains(":") { return schedule }
        var words = schedule.split(separator: " ").map(String.init)
        if !words.contains(where: { $0.hasPrefix("*-") }) { words.insert("*-*-*", at: words.count - 1) }
        return (words + ["UTC"]).joined(separator: " ")
    }
}
