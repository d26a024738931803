import Installation
import Plan

/// The units of an app's machine.
package struct Units {
    private let plan: Plan
    private let paths: Paths
    /// nil where it is not known, so that nothing is said which an old one would not understand.
    private let systemdVersion: Int?

    package init(_ plan: Plan, _ paths: Paths? = nil, systemdVersion: Int? = nil) {
        self.plan = plan
        self.systemdVersion = systemdVersion
        self.paths = paths ?? Paths(app: plan.app.name)
    }

    /// Runs `provision` at every boot, which does nothing on a machine that is set up.
    ///
    /// It waits for no part of cloud-init: its final stage comes after multi-user.target, which waits for this unit.
    /// The owner's values are on disk all the same, since cloud-init writes files before network-online.target.
    package var firstBoot: UnitFile {
        UnitFile(
            name: "\(paths.name)-firstboot.service", wantedBy: ["multi-user.target"],
            sections: [
                .init(
                    "Unit",
                    [
                        ("Description", "\(title): first boot"),
                        ("Wants", "network-online.target docker.service"),
                        ("After", "network-online.target docker.service"),
                        ("StartLimitIntervalSec", "0"),
                    ]),
                .init(
                    "Service",
                    [
                        ("Type", "oneshot"),
                        ("RemainAfterExit", "yes"),
                        ("ExecStart", "\(paths.binary) provision"),
                        ("TimeoutStartSec", "infinity"),
                    ] + retry(after: 15) + sandbox),
            ])
    }

    /// Brings the stack up at every later boot and down before the engine goes. Where the engine alone is stopped and
    /// started, as its upgrade does, the engine's start brings it back: a boot's target is not started again.
    package var stack: UnitFile {
        UnitFile(
            name: "\(paths.name).service", wantedBy: ["multi-user.target", "docker.service"],
            sections: [
                .init(
                    "Unit",
                    [
                        ("Description", title),
                        ("Wants", "network-online.target"),
                        ("Requires", "docker.service"),
                        ("After", "network-online.target docker.service \(firstBoot.name)"),
                        ("ConditionPathExists", "\(paths.stack)/.env"),
                        ("StartLimitIntervalSec", "0"),
                    ]),
                .init(
                    "Service",
                    [
                        ("Type", "oneshot"),
                        ("RemainAfterExit", "yes"),
                        ("ExecStart", "\(paths.binary) start"),
                        ("ExecStop", "\(paths.binary) stop"),
                        ("TimeoutStartSec", "30min"),
                        ("TimeoutStopSec", "2min"),
                    ] + retry(after: 60) + sandbox),
            ])
    }

    /// Adds swap where memory is small, before the services take it. A container's memory is its host's affair.
    package var swap: UnitFile {
        UnitFile(
            name: "\(paths.name)-swap.service", wantedBy: ["multi-user.target"],
            sections: [
                .init(
                    "Unit",
                    [
                        ("Description", "\(title): swap"),
                        ("After", "local-fs.target"),
                        ("Before", "docker.service \(firstBoot.name)"),
                        ("ConditionVirtualization", "!container"),
                    ]),
                .init(
                    "Service",
                    [
                        ("Type", "oneshot"), ("RemainAfterExit", "yes"),
                        ("ExecStart", "\(paths.binary) swap"),
                    ]),
            ])
    }

    /// Makes the ssh host keys where a sealed image woke up without a cloud-init that does: no ssh server starts
    /// without them. Debian's own unit for it runs where /etc/machine-id is missing, which it is not (``CleanIdentity``).
    package var hostKeys: UnitFile {
        UnitFile(
            name: "\(paths.name)-hostkeys.service", wantedBy: ["multi-user.target"],
            sections: [
                .init(
                    "Unit",
                    [
                        ("Description", "\(title): ssh host keys"),
                        ("After", "cloud-init.service cloud-init-network.service sshd-keygen.service"),
                        ("Before", "ssh.service sshd.service"),
                        ("ConditionPathExists", "/usr/bin/ssh-keygen"),
                        ("ConditionPathExistsGlob", "!/etc/ssh/ssh_host_*_key"),
                    ]),
                .init("Service", [("Type", "oneshot"), ("ExecStart", "/usr/bin/ssh-keygen -A")]),
            ])
    }

    private var title: String { UnitFile.literal(plan.app.title) }

    /// Exit codes after which another try cannot end better are left out.
    private func retry(after seconds: Int) -> [(String, String)] {
        let final: [ExitCode] = [.usage, .invalidInput, .internalError, .notPermitted, .wrongMachine]
        return [
            ("Restart", "on-failure"),
            ("RestartSec", "\(seconds)"),
        ] + longerPauses + [
            ("RestartPreventExitStatus", final.map { "\($0.rawValue)" }.joined(separator: " "))
        ]
    }

    /// Up to 5 minutes in 8 steps. These keys came with systemd 254; older ones try at an even pace.
    private var longerPauses: [(String, String)] {
        (systemdVersion ?? 0) < 254 ? [] : [("RestartSteps", "8"), ("RestartMaxDelaySec", "5min")]
    }

    /// All that its work leaves out: it writes into a few folders and to the consoles, and talks to the engine.
    /// Device rules stay as they are, because the consoles differ from machine to machine. No core dump holds a secret.
    /// Swift's run time gives its threads priorities, and complains where it may not.
    private var sandbox: [(String, String)] {
        [
            ("Environment", "HOME=/root"),
            ("StateDirectory", "landfall/\(paths.name)"),
            ("StateDirectoryMode", "0700"),
            ("UMask", "0077"),
            ("LimitCORE", "0"),
            ("ProtectSystem", "strict"),
            ("ReadWritePaths", "\(paths.stack) /root /run -\(KernelConsole.setting)"),
            ("PrivateTmp", "yes"),
            ("NoNewPrivileges", "yes"),
            ("CapabilityBoundingSet", "CAP_CHOWN CAP_DAC_OVERRIDE CAP_FOWNER CAP_SYS_NICE"),
            ("RestrictAddressFamilies", "AF_UNIX AF_INET AF_INET6 AF_NETLINK"),
            ("SystemCallFilter", "@system-service"),
            ("SystemCallArchitectures", "native"),
        ]
            + [
                "ProtectKernelTunables", "ProtectKernelModules", "ProtectKernelLogs", "ProtectControlGroups",
                "ProtectHostname", "RestrictNamespaces", "RestrictRealtime", "RestrictSUIDSGID", "LockPersonality",
                "MemoryDenyWriteExecute",
            ].map { ($0, "yes") }
    }
}
