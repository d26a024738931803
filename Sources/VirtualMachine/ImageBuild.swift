import Foundation
import Host

/// A disk on which an app is prepared and sealed, as Packer leaves one: on a machine of no cloud, with no network.
public struct ImageBuild: Sendable {
    /// The name of the app's command.
    public var command: String
    /// The stamped executable.
    public var binary: [UInt8]
    /// `docker save`'s archives, for what no registry is asked for.
    public var images: String?

    public init(command: String, binary: [UInt8], images: String?) {
        self.command = command
        self.binary = binary
        self.images = images
    }

    private static let done = "landfall: the image is sealed"
    private static let failed = "landfall: the image was not made"

    /// What the build's machine needs beside its disk: cloud-init's seed, and an archive of binary and images.
    ///
    /// - Returns: The seed's folder and the archive's disk.
    public func load(in work: Scratch) async throws -> (seed: String, load: Qemu.Disk) {
        let files = Files(.system)
        let seed = work["seed"]
        try files.createFolder(seed)
        try files.write("\(seed)/meta-data", Array("instance-id: landfall-build\n".utf8), mode: 0o644)
        try files.write("\(seed)/user-data", Array(script.utf8), mode: 0o644)
        try files.createFolder(work["load"])
        try files.write(work["load"] + "/" + command, binary, mode: 0o755)
        let folders = ["--directory", work["load"], "."] + (images.map { ["--directory", $0, "."] } ?? [])
        try await BaseDisk.required(Command("tar", ["--create", "--file", work["load.tar"]] + folders))
        return (seed, Qemu.Disk(work["load.tar"], format: "raw", serial: "load", isReadOnly: true))
    }

    /// Whether the line says that the disk is ready, or that it will not be.
    public static func isEnd(_ line: String) -> Bool { line.contains(done) || line.contains(failed) }
    public static func isFailure(_ line: String) -> Bool { line.contains(failed) }

    /// cloud-init's last stage starts the work as a unit of its own: sealing takes away what a stage at work needs.
    private var script: String {
        """
        #!/bin/sh
        set -eu
        cat >/run/landfall-build <<'END'
        #!/bin/sh
        exec >/dev/ttyS0 2>&1
        # Sealing tells systemd nothing: the machine goes off whatever comes of it.
        trap 'systemctl poweroff --no-block' EXIT
        timeout 300 cloud-init status --wait >/dev/null || [ $? = 2 ] || true
        set -e
        trap 'echo "\(Self.failed)"; systemctl poweroff --no-block' EXIT
        mkdir /var/tmp/load
        tar --extract --file /dev/disk/by-id/virtio-load --directory /var/tmp/load
        cd /
        /var/tmp/load/\(command) prepare --images /var/tmp/load
        rm -r /var/tmp/load
        /usr/local/bin/\(command) seal
        trap 'systemctl poweroff --no-block' EXIT
        echo "\(Self.done)"
        END
        systemd-run --quiet --no-block --collect sh /run/landfall-build

        """
    }
}
