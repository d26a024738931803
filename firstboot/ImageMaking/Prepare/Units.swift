import Installation
import Plan
import Providers

/// The units of an app's machine, or of one of the app's instances there.
///
/// Those of an instance are called as units of a template are (`NAME@ID.service`), and each is a file of its own: its
/// instance may be of another release than the others.
package struct Units {
    let plan: Plan
    let paths: Paths
    /// nil if it is not known; then the units use only keys that an old systemd understands.
    let systemdVersion: Int?
    /// The owner's own folder for the app, if /opt/NAME leads to one.
    private let folder: String?

    package init(_ plan: Plan, _ paths: Paths? = nil, systemdVersion: Int? = nil, folder: String? = nil) {
        self.plan = plan
        self.systemdVersion = systemdVersion
        self.folder = folder
        self.paths = paths ?? plan.paths
    }

    /// Those that `prepare` installs.
    package var all: [UnitFile] {
        [stack, firstBoot] + (plan.instance == nil ? [swap] : [])
            + [backup, backupTimer, notice, noticeTimer, update, domain, domainTimer].compactMap { $0 }
    }

    /// The names of all that the app may have on a machine.
    package var names: [String] { (all + (plan.instance == nil ? [hostKeys] : [])).map(\.name) }

    /// Runs `provision` at every boot. On a machine that is set up this does nothing.
    ///
    /// It does not wait for cloud-init: cloud-init's final stage comes after multi-user.target, which waits for this
    /// unit. The owner's values are still on disk in time, because cloud-init writes files before
    /// network-online.target.
    package var firstBoot: UnitFile {
        UnitFile(
            name: "\(paths.unit("firstboot")).service", wantedBy: ["multi-user.target"],
            sections: [
                .init(
                    "Unit",
                    [
                        ("Description", "\(title): first boot"),
                        ("Wants", "network-online.target docker.service"),
                        ("After", "network-online.target docker.service"),
                        ("StartLimitIntervalSec", "0"),
                    ] + mounts),
                .init(
                    "Service",
                    [
                        ("Type", "oneshot"),
                        ("RemainAfterExit", "yes"),
                    ] + interruptedChange + [
                        ("ExecStart", "\(paths.binary) provision"),
                        ("TimeoutStartSec", "infinity"),
                    ] + retry(after: 15) + sandbox),
            ])
    }

    /// Brings the stack up at every later boot, and down before the engine stops. If only the engine is stopped and
    /// started, as in its upgrade, the engine's start brings the stack back: a boot's target is not started again.
    package var stack: UnitFile {
        UnitFile(
            name: "\(paths.unit()).service", wantedBy: ["multi-user.target", "docker.service"],
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
                    ] + mounts),
                .init(
                    "Service",
                    [
                        ("Type", "oneshot"),
                        ("RemainAfterExit", "yes"),
                    ] + interruptedChange + [
                        ("ExecStart", "\(paths.binary) start"),
                        ("ExecStop", "\(paths.binary) stop"),
                        ("TimeoutStartSec", "infinity"),
                        ("TimeoutStopSec", "2min"),
                    ] + retry(after: 60) + sandbox),
            ])
    }

    /// Adds swap on a machine with little memory, before the services use it. Not in a container, whose memory belongs
    /// to its host.
    package var swap: UnitFile {
        UnitFile(
            name: "\(paths.unit("swap")).service", wantedBy: ["multi-user.target"],
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

    /// Makes the ssh host keys if a sealed image boots without a cloud-init that makes them. No ssh server starts
    /// without them. Debian's own unit for this runs only if /etc/machine-id is missing, and here it is empty
    /// (``CleanIdentity``).
    package var hostKeys: UnitFile {
        UnitFile(
            name: "\(paths.unit("hostkeys")).service", wantedBy: ["multi-user.target"],
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

    /// It puts back what an interrupted restore or update has exchanged. It writes volumes, and so runs without the
    /// sandbox. If nothing was interrupted, it does nothing. The app's own unit has it too: the engine's start alone also
    /// starts that one, and the first boot's may have failed.
    private var interruptedChange: [(String, String)] { [("ExecStart", "+\(paths.binary) restore --continue")] }

    var title: String { UnitFile.literal(plan.app.title) }

    /// Where an own folder is missing, the program says so in words, which systemd would not.
    private var writable: String { folder.map { "-\($0)" } ?? paths.stack }

    /// Lets a unit wait for the disk of the owner's own folder. systemd follows no links here, so it gets the folder.
    var mounts: [(String, String)] { folder.map { [("RequiresMountsFor", $0)] } ?? [] }

    /// There is no retry after exit codes where it cannot help.
    private func retry(after seconds: Int) -> [(String, String)] {
        [
            ("Restart", "on-failure"),
            ("RestartSec", "\(seconds)"),
        ] + longerPauses + [
            ("RestartPreventExitStatus", finalCodes)
        ]
    }

    /// The exit codes after which another try cannot help.
    var finalCodes: String {
        let final: [ExitCode] = [.usage, .invalidInput, .internalError, .notPermitted, .wrongMachine]
        return final.map { "\($0.rawValue)" }.joined(separator: " ")
    }

    /// Up to 5 minutes in 8 steps. These keys came with systemd 254; older versions retry at an even pace.
    private var longerPauses: [(String, String)] {
        (systemdVersion ?? 0) < 254 ? [] : [("RestartSteps", "8"), ("RestartMaxDelaySec", "5min")]
    }

    private var metadata: MetadataEndpoint? { Provider.named(plan.provider.rawValue)?.metadata }

    /// Whether the cloud's answers may be on a volume, which is mounted to be read.
    private var readsVolumes: Bool { metadata?.seed?.labels.isEmpty == false }

    /// What reading the cloud's answers takes besides.
    private var metadataRights: [String] {
        (metadata?.sourcePorts.map { $0.lowerBound < 1024 } == true ? ["CAP_NET_BIND_SERVICE"] : [])
            + (readsVolumes ? ["CAP_SYS_ADMIN"] : [])
    }

    /// What the page takes that shows the set-up: its port, and leave to be nobody from then on.
    private var pageRights: [String] {
        plan.setupPagePort == nil ? [] : ["CAP_NET_BIND_SERVICE", "CAP_SETGID", "CAP_SETUID"]
    }

    /// A sandbox with everything that the work does not need: it writes into a few folders and to the consoles, and
    /// talks to the engine. There are no device rules, because consoles differ from machine to machine. No core dump
    /// can hold a secret. Swift's runtime sets thread priorities and complains if it may not.
    var sandbox: [(String, String)] {
        [
            ("Environment", "HOME=/root"),
            ("StateDirectory", "landfall/\(paths.name)" + (plan.stack.edge == nil ? "" : " landfall/edge")),
            ("StateDirectoryMode", "0700"),
            ("UMask", "0077"),
            ("LimitCORE", "0"),
            ("ProtectSystem", "strict"),
            ("ReadWritePaths", "\(writable) /root /run -\(KernelConsole.setting)"),
            ("PrivateTmp", "yes"),
            ("NoNewPrivileges", "yes"),
            (
                "CapabilityBoundingSet",
                (["CAP_CHOWN", "CAP_DAC_OVERRIDE", "CAP_FOWNER", "CAP_SYS_NICE"] + metadataRights
                    + pageRights.filter { !metadataRights.contains($0) }).joined(separator: " ")
            ),
            ("RestrictAddressFamilies", "AF_UNIX AF_INET AF_INET6 AF_NETLINK"),
            ("SystemCallFilter", readsVolumes ? "@system-service @mount" : "@system-service"),
            ("SystemCallArchitectures", "native"),
        ]
            + [
                "ProtectKernelTunables", "ProtectKernelModules", "ProtectKernelLogs", "ProtectControlGroups",
                "ProtectHostname", "RestrictNamespaces", "RestrictRealtime", "RestrictSUIDSGID", "LockPersonality",
                "MemoryDenyWriteExecute",
            ].map { ($0, "yes") }
    }
}
