import Foundation
import Plan
import TestSupport
import Testing

@testable import CloudInit

/// Our cloud-config beside another one, joined by cloud-init's own code. By itself it keeps one `write_files` of the two.
@Suite(.enabled(if: Tool.isInstalled("unshare") && !UserDataTests.validators.isEmpty)) struct VendorDataTests {
    static let versions = ["cloud-init-debian13", "cloud-init-distribution"].filter {
        FileManager.default.fileExists(atPath: unpacked($0))
    }
    private static func unpacked(_ version: String) -> String {
        Golden.repository.appendingPathComponent(".build/tools/\(version)/usr/lib/python3/dist-packages").path
    }

    let folder = TemporaryFolder()
    static let owner = """
        #cloud-config
        write_files:
          - { path: /var/out/motd, content: the owner's }
          - { path: /etc/echora/parameters.yaml, content: "domain: chat.example.com" }

        """

    @Test(arguments: versions) func `given as vendor data, it leaves the owner's files and keeps its own`(
        version: String
    ) throws {
        let ours = UserData(.sample(.echora(for: "generic"))).text
        try expectBoth(version, userData: Self.owner, vendorData: ours)
    }

    @Test(arguments: versions) func `as a marketplace's vendor data it makes no file of values`(version: String) throws
    {
        let ours = UserData(.sample(.echora(for: "vultr")), by: .publisher).text
        #expect(!ours.contains("parameters.yaml"))
        try expectBoth(version, userData: Self.owner, vendorData: ours)
    }

    @Test(arguments: versions) func `as one part of user-data it leaves the other's files`(version: String) throws {
        let ours = UserData(.sample(.echora(for: "generic"))).text
        for parts in [
            [Self.owner, ours],
            [ours, "#cloud-config\nmerge_how: list(append)+dict(recurse_list)+str()\n" + Self.owner],
        ] {
            let archive = parts.map { "--x\nContent-Type: text/cloud-config\n\n\($0)\n" }.joined() + "--x--\n"
            try expectBoth(
                version, userData: "Content-Type: multipart/mixed; boundary=\"x\"\nMIME-Version: 1.0\n\n" + archive,
                vendorData: "")
        }
    }

    private func expectBoth(_ version: String, userData: String, vendorData: String) throws {
        try? FileManager.default.removeItem(atPath: folder.file("var"))
        let seed = "var/lib/cloud/seed/nocloud/"
        try folder.write(seed + "meta-data", "instance-id: i-1\n")
        try folder.write(seed + "user-data", userData)
        try folder.write(seed + "vendor-data", vendorData)
        try folder.write(
            "cloud.cfg",
            "{datasource_list: [NoCloud], network: {config: disabled}, cloud_init_modules: [write_files]}\n")
        // The machine's own /etc is out of reach, its users but for root unknown.
        let start = """
            set -e
            mkdir "$1/etc" "$1/run" 2>/dev/null || rm -rf "$1/etc/echora"
            echo root:x:0:0::/root:/bin/sh >"$1/etc/passwd"
            echo root:x:0: >"$1/etc/group"
            mount --bind "$1/etc" /etc; mount --bind "$1/var" /var; mount --bind "$1/run" /run
            PYTHONPATH="$2" exec /usr/bin/python3 "$3" "$1/cloud.cfg"
            """
        let script = Golden.repository.appendingPathComponent("Tests/Fixtures/merge-cloud-config.py").path
        let result = try #require(Tool("unshare")).run([
            "--user", "--map-root-user", "--mount", "/bin/sh", "-c", start, "sh", folder.path, Self.unpacked(version),
            script,
        ])
        #expect(result.status == 0, "\(result.output)")
        let read = { try String(contentsOfFile: folder.file($0), encoding: .utf8) }
        #expect(try read("var/out/motd") == "the owner's")
        #expect(try read("var/lib/cloud/scripts/per-boot/echora-install").hasPrefix("#!/bin/sh\n"))
        #expect(try read("etc/echora/parameters.yaml") == "domain: chat.example.com")
    }
}
