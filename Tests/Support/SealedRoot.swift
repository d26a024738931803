import Foundation
import Host
import ImageCheck
import JSON
import Plan
import Stamp

/// A folder like the root of a sealed machine, of which every rule holds, and which a test then spoils.
public struct SealedRoot {
    public let folder = TemporaryFolder()
    public let plan: Plan

    public init(_ plan: Plan = .demo()) throws {
        var plan = plan
        plan.stack.volumes = ["data"]
        self.plan = plan
        try system()
        try app()
    }

    private func system() throws {
        try Self.writeDistribution(in: folder)
        try write("etc/passwd", "root:x:0:0::/root:/bin/sh\njo:x:1000:1000::/home/jo:/bin/sh\nd:x:2:2::/:/bin/no\n")
        try write("etc/shadow", "root:*:1:0:::::\njo:!:1:0:::::\nd:!*:1:0:::::\n", mode: 0o640)
        try write("etc/machine-id", "")
        try write("etc/ufw/ufw.conf", "# enabled by prepare\nENABLED=yes\n")
        try write("etc/ssh/sshd_config", "")
        try write("etc/update-motd.d/99-demo", "#!/bin/sh\necho Demo\n", mode: 0o755)
        try write("home/jo/.profile", "")
        try write("boot/grub/grub.cfg", "menuentry {\n  linux /vmlinuz root=/dev/vda1 ro vultr\n}\n")
        try write("var/log/auth.log", "")
        try write("var/lib/digitalocean/application.info", "application_name=\"Demo\"\n")
        try write(
            "var/lib/dpkg/status", "Package: dpkg\nStatus: install ok installed\nArchitecture: amd64\nVersion: 1\n")
        try securityArchive(packages: "")
    }

    private func app() throws {
        let executable = Array("\u{7f}ELF no program".utf8)
        try write("usr/local/bin/democtl", try Stamp.stamp(executable, with: plan), mode: 0o755)
        try write("var/lib/cloud/scripts/per-instance/demo", "#!/bin/sh\n", mode: 0o755)
        for name in ["demo.service", "demo-firstboot.service"] {
            let unit = "[Service]\nExecStart=/usr/local/bin/democtl start\n\n[Install]\nWantedBy=multi-user.target\n"
            try write("etc/systemd/system/\(name)", unit)
            try link("etc/systemd/system/multi-user.target.wants/\(name)", to: "/etc/systemd/system/\(name)")
        }
        for file in plan.stack.files {
            if case .verbatim(let bytes) = file.content { try write("opt/demo/\(file.path)", bytes) }
        }
    }

    /// What a distribution and its Docker Engine have that the rules look for, with the demo's container images.
    public static func writeDistribution(in tree: TemporaryFolder, under root: String = "") throws {
        try tree.write(
            root + "etc/os-release",
            "ID=debian\nVERSION_ID=\"13\"\nVERSION_CODENAME=trixie\nPRETTY_NAME=\"Debian GNU/Linux 13 (trixie)\"\n")
        try tree.write(root + "usr/bin/cloud-init", "#!/bin/sh\n", mode: 0o755)
        try tree.write(
            root + "usr/lib/python3/dist-packages/cloudinit/version.py", "__VERSION__ = \"25.1.4\"\n")
        for stage in ["cloud-init-local", "cloud-init", "cloud-config", "cloud-final"] {
            let units = root + "usr/lib/systemd/system/"
            let unit = "[Service]\nExecStart=/usr/bin/cloud-init\n"
            for folder in ["", "cloud-init.target.wants/"] { try tree.write("\(units)\(folder)\(stage).service", unit) }
        }
        let store = root + "var/lib/docker/image/overlay2"
        try tree.write(
            "\(store)/repositories.json",
            #"{"Repositories":{"web":{"web:1":"sha256:aa"},"db":{"db:1":"sha256:bb"}}}"#)
        for id in ["aa", "bb"] { try tree.write("\(store)/imagedb/content/sha256/\(id)", "{}") }
    }

    /// The one source is a security archive, and these are the packages in its list.
    public func securityArchive(packages: String, release: String = "") throws {
        try write("etc/apt/sources.list", "deb [trusted=yes] http://security.example.com/ trixie-security main\n")
        let prefix = "var/lib/apt/lists/security.example.com_dists_trixie-security"
        try write(prefix + "_main_binary-amd64_Packages", packages)
        try write(
            prefix + "_Release",
            "Origin: Debian\nLabel: Debian-Security\nSuite: stable-security\nCodename: trixie-security\n" + release)
    }

    public func write(_ path: String, _ text: String, mode: Int = 0o644) throws {
        try folder.write(path, text, mode: mode)
    }

    public func write(_ path: String, _ bytes: [UInt8], mode: Int = 0o644) throws {
        try folder.write(path, bytes, mode: mode)
    }

    public func remove(_ path: String) throws { try FileManager.default.removeItem(atPath: folder.file(path)) }

    public func link(_ path: String, to target: String) throws {
        let url = URL(fileURLWithPath: folder.file(path))
        try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try FileManager.default.createSymbolicLink(atPath: url.path, withDestinationPath: target)
    }

    public func mode(_ path: String, _ mode: Int) throws {
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: folder.file(path))
    }

    /// The root, on a disk of ten gigabytes whose free space is clean unless said otherwise.
    public func image(disk: Disk = Disk(bytes: 10_000_000_000, freeSpace: .init(bytes: 1 << 30, used: 0))) -> Image {
        Image(Root(folder.path), disk: disk, means: .filesOnly)
    }
}
