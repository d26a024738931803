import Foundation
import Host
import TestSupport
import Testing

/// What `simulate` refuses before anything is started.
@Suite struct RefusalTests {
    private func simulate(_ flags: [String], environment: [String: String?] = [:]) async throws -> CommandResult {
        let all = ["LANDFALL_FIRSTBOOT": Executables.firstboot].merging(environment) { $1 }
        return try await Command(
            Executables.landfall, ["simulate", RealEngine.app, "--provider", "vultr"] + flags, environment: all
        ).run()
    }

    @Test func anEngineThatDoesNotAnswerIsSaidAtOnce() async throws {
        let result = try await simulate([], environment: ["DOCKER_HOST": "unix:///none.sock"])
        #expect(result.status == 69)
        #expect(result.lastLines.first == "error: no Docker Engine answers at unix:///none.sock")
    }

    @Test(.enabled(if: RealEngine.isHere, "run by Scripts/with-engine"))
    func aFolderWithOtherThingsIsLeftAlone() async throws {
        let folder = TemporaryFolder()
        try folder.write("mine", "")
        let result = try await simulate(["--root", folder.path])
        #expect(result.status == 64)
        #expect(folder.files == ["mine"])
    }

    @Test(.enabled(if: RealEngine.isHere, "run by Scripts/with-engine"))
    func anotherProvidersMachineIsLeftAlone() async throws {
        let folder = TemporaryFolder()
        let binary = try Executables.stamped(.demo("hetzner"), in: folder)
        let other = TemporaryFolder()
        try other.write("usr/local/bin/echoractl", try Data(contentsOf: URL(fileURLWithPath: binary)), mode: 0o755)
        let result = try await simulate(["--root", other.path])
        #expect(result.status == 64)
        #expect(result.lastLines.joined().contains("is a machine of hetzner"))
    }

    /// What was asked of `--vm`, and what the answer says; nothing is made or started for any of them.
    private static let refused: [(flags: [String], status: Int32, words: String)] = [
        (["--reboot"], 64, "--reboot is for a virtual machine: put --vm before it"),
        (["--vm", "--as", "stackscript"], 64, "only Linode runs StackScripts: give --provider linode"),
        (["--vm", "--as", "snapshot"], 64, "image"),
        (["--vm", "--power-cut-at", "stak"], 64, "stak"),
        (["--vm", "--memory", "64M"], 64, "--memory must be 256M or more"),
        (["--vm", "--memory", "big"], 64, "big"),
        (["--vm", "--disk", "1500M"], 64, "--disk must be whole GiB, such as 10G"),
        (["--vm", "--disk", "5G"], 64, "--disk must be 10G or more"),
        (["--vm", "--compare", "--as", "installer"], 64, "--compare needs the image"),
        (["--vm", "--as", "installer", "--power-cut-at", "stack"], 64, "give --power-cut-at a time"),
        (["--vm", "--power-cut-at", "stack", "--power-cut-at", "secrets"], 64, "give the steps in their order"),
        (["--vm", "--keep", "--ssh"], 64, "give only one of them"),
        (["--vm", "--set", "colour=red"], 64, "the app has no such parameter; it has domain, admin_email"),
        (["--vm", "--port", "81=8081"], 64, "the stack publishes no port 81"),
        (["--vm", "--variant", "huge"], 64, "there is no variant \"huge\""),
        (["--vm"], 69, ", or give a folder with `docker save` archives of the stack's images: --images DIR"),
        (
            ["--vm", "--base", "/etc/hostname", "--images", "/etc/apt"], 69,
            "a machine cannot start from /etc/hostname"
        ),
    ]

    @Test(arguments: refused) func virtualMachineThatCannotBe(_ flags: [String], _ status: Int32, _ words: String)
        async throws
    {
        let cache = TemporaryFolder()
        let result = try await simulate(
            flags, environment: ["DOCKER_HOST": "unix:///none.sock", "XDG_CACHE_HOME": cache.path])
        #expect(result.status == status)
        #expect(result.lastLines.joined(separator: "\n").contains(words), "\(result.lastLines)")
        #expect(cache.files.isEmpty)
    }

    @Test func missingToolsAreNamedTogether() async throws {
        let folder = TemporaryFolder()
        try FileManager.default.createSymbolicLink(
            atPath: folder.path + "/ssh", withDestinationPath: "/usr/bin/ssh")
        let result = try await simulate(["--vm"], environment: ["PATH": folder.path])
        #expect(result.status == 69)
        #expect(
            result.lastLines == [
                "error: qemu-img and qemu-system-x86_64 and ssh-keygen are not installed",
                "help: sudo apt install mmdebstrap openssh-client qemu-system-x86 qemu-utils",
            ])
    }
}
