import Foundation
import TestSupport
import Testing

@testable import Workflows

/// `Scripts/release pack` and the installer that it makes, with small programs in the place of the built ones.
@Suite struct OwnReleaseTests {
    let folder = TemporaryFolder()
    let bash: Tool

    init() throws {
        bash = try #require(Tool("bash"))
        for processor in ["x86_64", "aarch64"] {
            try folder.write("programs/landfall-\(processor)", "#!/bin/sh\necho 0.1.0\n", mode: 0o755)
            try folder.write("programs/firstboot-\(processor)", "\(processor)\n", mode: 0o755)
        }
    }

    private var script: String { Golden.repository.appendingPathComponent("Scripts/release").path }

    private func pack(_ environment: [String: String] = [:]) throws -> Tool.Result {
        let own = ["LANDFALL_RELEASE": folder.file("release"), "SOURCE_DATE_EPOCH": "1700000000"]
        return try bash.run(
            [script, "pack", folder.file("programs")], environment: own.merging(environment) { $1 })
    }

    private func install(_ arguments: String...) throws -> Tool.Result {
        let sh = try #require(Tool("sh"))
        return try sh.run(
            [folder.file("release/install.sh"), "--prefix", folder.file("prefix")] + arguments,
            environment: ["PATH": "/usr/bin:/bin"])
    }

    private var from: String { folder.file("release") }
    private var linked: String? {
        try? FileManager.default.destinationOfSymbolicLink(atPath: folder.file("prefix/bin/landfall"))
    }

    @Test func `the same programs give the same bytes, and the signature is minisign's`() throws {
        let key = try Executables.runLandfall(
            ["key", "new", "--output", folder.file("keys"), "landfall"], from: folder.path)
        try #require(key.status == 0, "\(key.error)")
        let minisign = try #require(Tool("minisign"))
        let signed = try pack(["LANDFALL_RELEASE_KEY": folder.file("keys/landfall.key")])
        #expect(signed.status == 0, "\(signed.output)")
        let verified = try minisign.run([
            "-V", "-q", "-p", folder.file("keys/landfall.pub"), "-m", folder.file("release/SHA256SUMS"),
        ])
        #expect(verified.status == 0, "\(verified.output)")
        let sums = try folder.read("release/SHA256SUMS")
        #expect(sums.contains("  install.sh\n") && sums.contains("  landfall-aarch64.tar.gz\n"))
        let again = try pack()
        #expect(try again.status == 0 && folder.read("release/SHA256SUMS") == sums, "\(again.output)")
        #expect(again.output.contains("Not signed"))
    }

    @Test func `a program that is missing for one processor ends it`() throws {
        try FileManager.default.removeItem(atPath: folder.file("programs/firstboot-aarch64"))
        let result = try pack()
        #expect(result.status == 1 && result.output.contains("has no firstboot-aarch64"), "\(result.output)")
        #expect(!folder.files.contains { $0.hasPrefix("release/") })
    }

    @Test func `the installer puts landfall where PATH finds it, twice too, and takes it away again`() throws {
        try #require(try pack().status == 0)
        for _ in 0..<2 {
            let result = try install("--from", from)
            #expect(result.status == 0 && result.output.contains("landfall 0.1.0 is installed"), "\(result.output)")
            #expect(linked == "../lib/landfall/0.1.0/landfall")
            let files = folder.files.filter { $0.hasPrefix("prefix/lib/") }
            #expect(
                files.contains("prefix/lib/landfall/0.1.0/firstboot-aarch64") && !files.contains { $0.contains(".new") }
            )
        }
        #expect(try install("--uninstall").status == 0)
        #expect(!folder.files.contains { $0.hasPrefix("prefix/") } && linked == nil)
    }

    @Test func `a damaged archive installs nothing, and what was there stays`() throws {
        try #require(try pack().status == 0)
        try #require(try install("--from", from).status == 0)
        for processor in ["x86_64", "aarch64"] {
            try folder.write("release/landfall-\(processor).tar.gz", "damaged")
        }
        let result = try install("--from", from)
        #expect(result.status == 1 && result.output.contains("is damaged"), "\(result.output)")
        #expect(folder.files.contains("prefix/lib/landfall/0.1.0/landfall"))
        #expect(!folder.files.contains { $0.contains(".new") })
    }

    @Test func `a program that does not run here replaces nothing`() throws {
        try #require(try pack().status == 0)
        try #require(try install("--from", from).status == 0)
        for processor in ["x86_64", "aarch64"] {
            try folder.write(
                "programs/landfall-\(processor)", "#!/bin/sh\necho 'no libyaml' >&2\nexit 127\n", mode: 0o755)
        }
        try #require(try pack().status == 0)
        let result = try install("--from", from)
        #expect(result.status == 1 && result.output.contains("no libyaml"), "\(result.output)")
        #expect(try folder.read("prefix/lib/landfall/0.1.0/landfall").contains("0.1.0"))
    }

    @Test func `another program of that name stays`() throws {
        try #require(try pack().status == 0)
        try folder.write("prefix/bin/landfall", "mine")
        let result = try install("--from", from)
        #expect(result.status == 1 && result.output.contains("this installer has not made it"), "\(result.output)")
        #expect(try folder.read("prefix/bin/landfall") == "mine")
        #expect(try install("--uninstall").status == 0)
        #expect(try folder.read("prefix/bin/landfall") == "mine")
    }

    @Test func `half of the installer does nothing`() throws {
        try #require(try pack().status == 0)
        let text = try folder.read("release/install.sh")
        for part in [2, 3, 10] {
            try folder.write("release/install.sh", String(text.prefix(text.count - text.count / part)))
            _ = try install("--from", from)
            #expect(!folder.files.contains { $0.hasPrefix("prefix/") })
        }
    }

    @Test(arguments: [["--from"], ["--what"], []]) func `what it cannot do is told`(arguments: [String]) throws {
        try #require(try pack().status == 0)
        let sh = try #require(Tool("sh"))
        let result = try sh.run(
            [folder.file("release/install.sh"), "--prefix", folder.file("prefix")] + arguments)
        #expect(result.status == 1 && result.output.contains("error: ") && result.output.contains("help: "))
    }
}
