import Foundation
import Host
import Plan

/// Work on a disk before it becomes a cloud machine. It runs on a machine outside any cloud, which switches itself off.
public struct Preparation: Sendable {
    public enum Goal: Sendable, Equatable {
        /// The app prepared and sealed, as Packer leaves an image; `command` is the name of its binary.
        case image(command: String, binary: [UInt8])
        /// A provider's own image with only a Docker Engine, the images that a registry would give, and a service that
        /// runs a StackScript from a disk.
        case stock
    }

    public var goal: Goal
    /// A folder with `docker save` archives, so that no registry is needed.
    public var images: String?

    private let processor: Architecture

    /// - Parameter processor: The machine's.
    public init(_ goal: Goal, images: String?, on processor: Architecture = .here) {
        self.processor = processor
        self.goal = goal
        self.images = images
    }

    private static let done = "landfall: the disk is ready"
    private static let failed = "landfall: the disk was not made"

    /// What the machine needs besides its disk: cloud-init's seed, and an archive with binary and images.
    ///
    /// - Returns: The seed's folder and the archive's disk.
    public func load(in work: Scratch) async throws -> (seed: String, load: Qemu.Disk) {
        let files = Files(.system)
        let seed = work["seed"]
        try files.createFolder(seed)
        try files.write("\(seed)/meta-data", Array("instance-id: landfall-build\n".utf8), mode: 0o644)
        try files.write("\(seed)/user-data", Array(script.utf8), mode: 0o644)
        try files.createFolder(work["load"])
        if case .image(let command, let binary) = goal {
            try files.write(work["load"] + "/" + command, binary, mode: 0o755)
        }
        let folders = ["--directory", work["load"], "."] + (images.map { ["--directory", $0, "."] } ?? [])
        try await BaseDisk.required(Command("tar", ["--create", "--file", work["load.tar"]] + folders))
        return (seed, Qemu.Disk(work["load.tar"], format: "raw", serial: "load", isReadOnly: true))
    }

    /// Whether the line says that the disk is ready, or that it failed.
    public static func isEnd(_ line: String) -> Bool { line.contains(done) || line.contains(failed) }
    public static func isFailure(_ line: String) -> Bool { line.contains(failed) }

    /// cloud-init's last stage starts the work as a separate unit, because sealing removes what a running stage needs.
    private var script: String {
        """
        #!/bin/sh
        set -eu
        cat >/run/landfall-build <<'END'
        #!/bin/sh
        exec >/dev/\(processor.serialConsole) 2>&1
        # The machine switches itself off, whatever happens.
        trap 'systemctl poweroff --no-block' EXIT
        timeout 300 cloud-init status --wait >/dev/null || [ $? = 2 ] || true
        set -e
        trap 'echo "\(Self.failed)"; systemctl poweroff --no-block' EXIT
        mkdir /var/tmp/load
        tar --extract --file /dev/disk/by-id/virtio-load --directory /var/tmp/load
        cd /
        \(work)
        trap 'systemctl poweroff --no-block' EXIT
        echo "\(Self.done)"
        END
        systemd-run --quiet --no-block --collect sh /run/landfall-build

        """
    }

    private var work: String {
        switch goal {
        case .image(let command, _):
            """
            /var/tmp/load/\(command) prepare --images /var/tmp/load
            rm -r /var/tmp/load
            /usr/local/bin/\(command) seal
            """
        case .stock:
            """
            if ! docker compose version >/dev/null; then
                apt-get -q update
                apt-get -q --yes install docker.io docker-compose-v2 || apt-get -q --yes install docker.io docker-compose
            fi
            for archive in /var/tmp/load/*.tar*; do
                [ ! -e "$archive" ] || docker load --quiet --input "$archive"
            done
            rm -r /var/tmp/load
            \(StackScriptDisk.installation)
            cloud-init clean --logs
            # Empty, as in providers' images: "uninitialized" would let systemd enable unwanted units.
            : >/etc/machine-id
            # An empty authorized_keys file would keep systemd from writing the run's own key.
            rm -rf /etc/ssh/ssh_host_* /root/.ssh
            """
        }
    }
}
