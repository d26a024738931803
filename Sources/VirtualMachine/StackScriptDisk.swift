import CloudInit
import Host

/// A StackScript on its way to a machine: Linode puts it on the disk as /root/StackScript, and the first boot runs it
/// as root with the fields in its environment.
public enum StackScriptDisk {
    /// - Parameter fields: The fields' variables with their values.
    /// - Returns: The disk that takes script and fields to the machine.
    public static func make(_ script: String, fields: [String: String], in work: Scratch) async throws -> Qemu.Disk {
        let files = Files(.system)
        let folder = work["stackscript"]
        try files.createFolder(folder, mode: 0o700)
        try files.write("\(folder)/StackScript", Array(script.utf8), mode: 0o700)
        let lines = fields.sorted { $0.key < $1.key }.map { "export \($0)=\(Shell.quote($1))\n" }
        try files.write("\(folder)/fields", Array(lines.joined().utf8), mode: 0o600)
        try await BaseDisk.required(
            Command(
                "tar", ["--create", "--file", work["stackscript.tar"], "--directory", folder, "StackScript", "fields"]))
        return Qemu.Disk(work["stackscript.tar"], format: "raw", serial: "stackscript", isReadOnly: true)
    }

    /// What the stock disk has, to be run at its first boot.
    static let installation = """
        cat >/etc/systemd/system/stackscript.service <<'UNIT'
        [Unit]
        Description=The StackScript that this machine was deployed with
        Wants=network-online.target
        After=network-online.target docker.service
        ConditionPathExists=/dev/disk/by-id/virtio-stackscript
        ConditionPathExists=!/root/StackScript
        [Service]
        Type=oneshot
        ExecStart=/bin/sh -c 'tar --extract --file /dev/disk/by-id/virtio-stackscript --directory /run fields && tar --extract --file /dev/disk/by-id/virtio-stackscript --directory /root StackScript && . /run/fields && exec /root/StackScript'
        [Install]
        WantedBy=multi-user.target
        UNIT
        ln -sf /etc/systemd/system/stackscript.service /etc/systemd/system/multi-user.target.wants/stackscript.service
        """
}
