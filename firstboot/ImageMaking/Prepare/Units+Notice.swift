import Plan

/// What asks for newer releases.
extension Units {
    /// nil where nobody signs releases, or their server is not known.
    package var noticeTimer: UnitFile? {
        guard hasNotice else { return nil }
        return UnitFile(
            name: "\(paths.unit("notice")).timer", wantedBy: ["timers.target"],
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
            name: "\(paths.unit("notice")).service", wantedBy: [],
            sections: [
                .init(
                    "Unit",
                    [
                        ("Description", "\(title): is there a newer release?"),
                        ("Wants", "network-online.target"), ("After", "network-online.target"),
                        ("ConditionPathExists", paths.stateFile),
                    ] + mounts + (systemdVersion ?? 0 >= 249 ? [("OnSuccess", "\(paths.unit("update")).service")] : [])),
                .init(
                    "Service",
                    [("Type", "oneshot"), ("ExecStart", "\(paths.binary) notice"), ("TimeoutStartSec", "5min")]
                        + sandbox),
            ])
    }

    /// What puts a newer release in, where the owner has asked for that. It has no sandbox: an update changes volumes,
    /// units and programs.
    package var update: UnitFile? {
        guard hasNotice else { return nil }
        return UnitFile(
            name: "\(paths.unit("update")).service", wantedBy: [],
            sections: [
                .init(
                    "Unit",
                    [
                        ("Description", "\(title): update"),
                        ("Wants", "network-online.target"),
                        ("Requires", "docker.service"),
                        ("After", "network-online.target docker.service \(firstBoot.name) \(stack.name)"),
                        ("ConditionPathExists", paths.automatic),
                    ] + mounts),
                .init(
                    "Service",
                    [
                        ("Type", "oneshot"),
                        ("ExecStart", "\(paths.binary) update --part due"),
                        ("TimeoutStartSec", "infinity"),
                        ("Environment", "HOME=/root"),
                        ("UMask", "0077"),
                        ("LimitCORE", "0"),
                    ]),
            ])
    }

    private var hasNotice: Bool { plan.release?.newest != nil && plan.release?.keys.isEmpty == false }
}
