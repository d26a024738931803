import Plan

/// What asks for newer releases.
extension Units {
    /// nil where nobody signs releases, or their server is not known.
    package var noticeTimer: UnitFile? {
        guard hasNotice else { return nil }
        return UnitFile(
            name: "\(paths.name)-notice.timer", wantedBy: ["timers.target"],
            sections: [
                .init("Unit", [("Description", "\(title): when newer releases are asked for")]),
                .init(
                    "Timer",
                    [
                        ("OnCalendar", "hourly"),
                        // A server must not be asked by all machines in the same minute.
                        ("RandomizedDelaySec", "1h"),
                    ]),
            ])
    }

    /// It only asks and notes the answer.
    package var notice: UnitFile? {
        guard hasNotice else { return nil }
        return UnitFile(
            name: "\(paths.name)-notice.service", wantedBy: [],
            sections: [
                .init(
                    "Unit",
                    [
                        ("Description", "\(title): is there a newer release?"),
                        ("Wants", "network-online.target"), ("After", "network-online.target"),
                        ("ConditionPathExists", paths.stateFile),
                    ]),
                .init(
                    "Service",
                    [("Type", "oneshot"), ("ExecStart", "\(paths.binary) notice"), ("TimeoutStartSec", "5min")]
                        + sandbox),
            ])
    }

    private var hasNotice: Bool { plan.release?.newest != nil && plan.release?.keys.isEmpty == false }
}
