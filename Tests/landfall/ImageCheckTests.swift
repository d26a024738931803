import Foundation
import Plan
import TestSupport
import Testing

/// The command on real folders and disks, made and read by the system's own tools.
@Suite(.enabled(if: getuid() == 0, "only root mounts disks"), .serialized) struct ImageCheckTests {
    private let root: SealedRoot
    private let folder = TemporaryFolder()
    private let landfall = Tool(path: Executables.landfall)!

    init() throws { root = try SealedRoot() }

    private func check(_ arguments: String...) throws -> Tool.Result {
        try landfall.run(["image", "check", "--offline"] + arguments)
    }

    private func run(_ tool: String, _ arguments: [String]) throws {
        let result = try #require(Tool(tool)).run(arguments)
        try #require(result.status == 0, "\(tool): \(result.output)")
    }

    private func fileSystem(_ name: String) throws -> String {
        let path = folder.file(name)
        try run("mke2fs", ["-q", "-t", "ext4", "-d", root.folder.path, path, "64M"])
        return path
    }

    /// A disk with a small partition of no system, and then the root.
    private func disk(label: String) throws -> String {
        let system = try fileSystem("system.\(label)")
        let disk = folder.file("\(label).raw")
        try run("truncate", ["--size", "80M", disk])
        try folder.write("table", "label: \(label)\nstart=2048, size=8192\nstart=16384, size=131072\n")
        try run("sh", ["-c", "sfdisk --quiet \(disk) < \(folder.file("table"))"])
        try run("mke2fs", ["-q", "-t", "ext4", "-E", "offset=1048576", disk, "4M"])
        try run("dd", ["if=\(system)", "of=\(disk)", "bs=1M", "seek=8", "conv=notrunc,sparse", "status=none"])
        return disk
    }

    private func expectSound(_ result: Tool.Result) {
        #expect(result.status == 0, "\(result.output)")
        #expect(result.output.contains("Demo 1.0.0, by the rules of DigitalOcean\n"))
        #expect(result.output.contains("\nPASS  passwords "))
        #expect(result.output.contains("\nPASS  digitalocean-disk "))
        #expect(result.output.contains("\nPASS  free-space "), "\(result.output)")
        #expect(result.output.hasSuffix(", 0 failures\n"))
    }

    @Test func `a folder`() throws {
        let good = try check("--root", root.folder.path)
        #expect(good.status == 0, "\(good.output)")
        #expect(good.output.contains("cannot tell: these files have no disk"))
        try root.write("home/jo/.ssh/authorized_keys", "ssh-ed25519 AAAA me\n")
        let bad = try check("--root", root.folder.path)
        #expect(bad.status == 1)
        #expect(bad.output.contains("\n      /home/jo/.ssh/authorized_keys: 1 authorized key\n"))
        #expect(bad.output.contains("`democtl seal` does"))
        #expect(bad.output.hasSuffix(", 1 failure\n"))
    }

    @Test func `a pending update is found by whatever path the root is given`() throws {
        try root.securityArchive(packages: Self.newerDpkg)
        let link = folder.file("link")
        try run("ln", ["-s", root.folder.path, link])
        for (path, place) in [
            (root.folder.path, "/"), ("root", folder.path), ("link", folder.path), (".", root.folder.path),
            ("../" + root.folder.path.dropFirst("/tmp/".count), folder.path),
        ] {
            if path == "root" { try run("ln", ["-s", root.folder.path, folder.file("root")]) }
            let result = try landfall.run(["image", "check", "--offline", "--root", path], in: place)
            #expect(result.status == 1, "\(path): \(result.output)")
            #expect(result.output.contains("\nFAIL  security-updates "), "\(path): \(result.output)")
        }
    }

    /// The package that the sealed root has, in a newer version.
    private static let newerDpkg = """
        Package: dpkg
        Architecture: amd64
        Version: 2
        Maintainer: M <m@example.com>
        Filename: dpkg.deb
        Size: 1
        SHA256: 0000000000000000000000000000000000000000000000000000000000000000
        Description: a package

        """

    @Test func `JSON names each rule`() throws {
        struct Report: Decodable {
            struct Rule: Decodable { var rule, status: String }
            struct App: Decodable { var name, provider: String }
            var apps: [App]
            var rules: [Rule]
            var summary: [String: Int]
        }
        try root.write("root/.ssh/id_rsa", "key")
        let result = try check("--root", root.folder.path, "--json", "--provider", "all")
        let report = try JSONDecoder().decode(Report.self, from: Data(result.output.utf8))
        #expect(result.status == 1)
        #expect(report.apps.map(\.name) == ["demo"])
        #expect(report.rules.filter { $0.status == "fail" }.map(\.rule) == ["private-keys"])
        #expect(report.rules.contains { $0.rule == "vultr-kernel-option" })
        #expect(report.summary.values.reduce(0, +) == report.rules.count)
    }

    @Test func `a bare file system`() throws { expectSound(try check(try fileSystem("bare.img"))) }

    @Test(arguments: ["gpt", "dos"]) func `a disk with partitions`(label: String) throws {
        let path = try disk(label: label)
        let before = try Data(contentsOf: URL(fileURLWithPath: path))
        expectSound(try check(path))
        #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == before, "it was written to")
    }

    @Test(.enabled(if: Tool.isInstalled("qemu-img"), "qemu-img makes it")) func `a qcow2`() throws {
        let raw = try disk(label: "gpt")
        let path = folder.file("disk.qcow2")
        try run("qemu-img", ["convert", "-O", "qcow2", raw, path])
        expectSound(try check(path))
    }

    @Test func `nothing is left mounted`() throws {
        let path = try disk(label: "gpt")
        _ = try check(path)
        #expect(!(try #require(Tool("losetup")).run(["--list"]).output.contains(folder.path)))
        #expect(!(try String(contentsOfFile: "/proc/self/mountinfo", encoding: .utf8).contains("/mnt ")))
    }

    @Test func `removed files in free blocks are seen`() throws {
        let path = try fileSystem("bare.img")
        let secret = folder.file("secret")
        try run("sh", ["-c", "head -c 8M /dev/urandom > \(secret)"])
        try run("debugfs", ["-w", "-R", "write \(secret) secret", path])
        try run("debugfs", ["-w", "-R", "rm secret", path])
        let result = try check(path)
        #expect(result.output.contains("\nWARN  free-space "), "\(result.output)")
    }

    @Test func `what is no disk of a Linux system says so`() throws {
        try folder.write("text.img", String(repeating: "no disk\n", count: 10_000))
        let none = try check(folder.file("text.img"))
        #expect(none.status == 65)
        #expect(none.output.contains("error: there is no file system on "))
        try run("mke2fs", ["-q", "-t", "ext4", folder.file("empty.img"), "8M"])
        let empty = try check(folder.file("empty.img"))
        #expect(empty.status == 65)
        #expect(empty.output.contains("error: there is no Linux system on "))
        try folder.write("broken.qcow2", [0x51, 0x46, 0x49, 0xFB, 0, 0])
        #expect(try check(folder.file("broken.qcow2")).status == 65)
        #expect(try check(folder.file("none.img")).status == 65)
        #expect(try check("--root", folder.path).status == 65)
    }

    @Test func `a wrong call exits 64`() throws {
        #expect(try check("x.img", "--root", "/").status == 64)
        #expect(try check("--provider", "nobody").status == 64)
    }

    @Test func `who may not mount is told`() throws {
        let path = try fileSystem("bare.img")
        try run("chmod", ["755", folder.path])
        let call = try #require(Tool("setpriv"))
        let result = try call.run(
            ["--reuid", "65534", "--regid", "65534", "--clear-groups", Executables.landfall, "image", "check", path])
        #expect(result.status == 77, "\(result.output)")
    }
}
