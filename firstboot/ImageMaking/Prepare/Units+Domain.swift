import Installation
import Plan

/// What takes up the domain that the first boot was given, once it leads here.
extension Units {
    /// Whether a first boot may go without its domain (``Plan/Edge``).
    private var hasDomain: Bool { plan.stack.edge != nil && plan.parameters.contains { $0.kind == .hostname } }

    /// nil for an app that the machine's edge serves by no domain.
    var domainTimer: UnitFile? {
        guard hasDomain else { return nil }
        return UnitFile(
            name: paths.awaitedTimer, wantedBy: ["timers.target"],
            sections: [
                .init(
                    "Unit",
                    [
                        ("Description", "\(title): when the awaited domain is looked up"),
                        // The first boot starts it where one is awaited, and whoever takes that up stops it.
                        ("ConditionPathExists", paths.awaited),
                    ]),
                .init("Timer", [("OnActiveSec", "1min"), ("OnUnitInactiveSec", "3min"), ("AccuracySec", "10s")]),
            ])
    }

    /// It has no sandbox: what was interrupted comes first, and that may write volumes.
    var domain: UnitFile? {
        guard hasDomain else { return nil }
        return UnitFile(
            name: "\(paths.unit("domain")).service", wantedBy: [],
            sections: [
                .init(
                    "Unit",
                    [
                        ("Description", "\(title): does the awaited domain lead here?"),
                        ("Wants", "network-online.target"),
                        ("Requires", "docker.service"),
                        ("After", "network-online.target docker.service \(firstBoot.name) \(stack.name)"),
                        ("ConditionPathExists", paths.awaited),
                    ] + mounts),
                .init(
                    "Service",
                    [
                        ("Type", "oneshot"),
                        ("ExecStart", "\(paths.binary) domain --awaited"),
                        // Another run is at work: the next look is soon.
                        ("SuccessExitStatus", "\(ExitCode.busy.rawValue)"),
                        ("TimeoutStartSec", "infinity"),
                        ("Environment", "HOME=/root"),
                        ("UMask", "0077"),
                        ("LimitCORE", "0"),
                    ]),
            ])
    }
}
