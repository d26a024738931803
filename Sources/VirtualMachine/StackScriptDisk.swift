import CloudInit
import Host

/// Delivers a StackScript to a machine. Linode puts it on the disk as /root/StackScript, and the first boot runs it as
/// root with the fields in its environment.
public enum StackScriptDisk {
    /// - Parameter fields: The fields' environment variables and values.
    /// - Returns: The disk that carries script and fields to the machine.
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

    /// The service on the stock disk that runs it at the first boot.
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
