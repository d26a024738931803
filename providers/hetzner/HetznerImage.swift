import ImageCheck

extension [ImageDemand] {
    /// The conventions of Hetzner's own app images (their templates and cleanup script), read 2026-07. It takes no new
    /// apps into its catalogue: the snapshot stays in its maker's project.
    static let hetzner: [ImageDemand] = [
        .init(
            .fail, .diskSize(atMost: 40 << 30, of: "cx23", as: "hetzner-disk"),
            "A snapshot fits on no disk that is smaller than its own"),
        .init(
            .fail,
            .absent(
                "/root/.hcloud_password", as: "hetzner-password", "No password of a first boot is kept",
                because: "the password of the machine that built the image", help: "remove it"),
            "Credentials are made at the first boot, in /root/.hcloud_password"),
        .init(.fail, .engineIdentity, "Cleaned: docker's key.json"),
        .init(.fail, .machineID, "Cleaned: the machine id"),
        .init(.fail, .leases, "Cleaned: DHCP leases"),
        .init(.warn, .timerStamps, "Cleaned: the stamps of systemd's timers"),
        .init(.warn, .packageCaches, "Cleaned: package lists"),
        .init(.fail, .passwords, "Root is locked with `*`"),
    ]
}
