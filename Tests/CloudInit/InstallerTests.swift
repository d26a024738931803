import Foundation
import Plan
import TestSupport
import Testing

@testable import CloudInit

private let canInstall = Tool.isInstalled("unshare") && Tool.isInstalled("python3") && Tool.isInstalled("curl")

/// The installer as it runs, as root in a mount namespace whose /usr/local/bin is an empty folder of the test's own.
@Suite(.enabled(if: canInstall)) struct InstallerTests {
    static let binary = "#!/bin/sh\necho \"ran $*\"\n"

    let folder = TemporaryFolder()
    let server: DownloadServer

    init() throws {
        try folder.write("bin/.keep", "")
        for architecture in Architecture.allCases {
            try folder.write("release/echora-generic-\(architecture.rawValue)", Self.binary)
        }
        server = try DownloadServer(folder: folder.file("release"))
    }

    @Test func installsAndStartsWhatHasTheRightChecksum() throws {
        let result = try run(["--set", "domain=it's $HOME"], sha256: sha256(of: Self.binary))
        #expect(
            result.output
                == "ran install --set domain=it's $HOME\n")
        #expect(result.status == 0)
        #expect(try installed() == ["echoractl"])
        #expect(mode(of: folder.file("bin/echoractl")) == 0o755)
    }

    @Test(arguments: ["curl", "wget", "python3"]) func downloadsWithWhateverIsThere(program: String) throws {
        let result = try run([], sha256: sha256(of: Self.binary), path: path(["sha256sum", program]))
        #expect(result.output == "ran install\n")
    }

    @Test(.enabled(if: Tool.isInstalled("busybox"))) func downloadsWithBusyBoxesWget() throws {
        let path = try path(["sha256sum", "timeout"])
        try FileManager.default.createSymbolicLink(
            atPath: path + "/wget", withDestinationPath: location(of: "busybox"))
        #expect(try run([], sha256: sha256(of: Self.binary), path: path).status == 0)
        #expect(try installed() == ["echoractl"])
    }

    @Test func saysWhatIsMissingToDownload() throws {
        let result = try run([], sha256: Download.someSHA256, path: path(["sha256sum"]))
        #expect(result.status == 69)
        #expect(result.output == "echora: no program here can download: install curl, then start this again\n")
    }

    @Test(arguments: ["sha256sum", "shasum", "openssl", "busybox", "python3"])
    func verifiesWithWhateverIsThere(program: String) throws {
        let path = try path(["curl", program, "perl"])
        #expect(try run([], sha256: sha256(of: "another release"), path: path).status == 65)
        #expect(try installed() == [])
        let result = try run([], sha256: sha256(of: Self.binary), path: path)
        #expect(result.output == "ran install\n")
    }

    @Test func saysWhatIsMissingToVerify() throws {
        let result = try run([], sha256: sha256(of: Self.binary), path: path(["curl"]))
        #expect(result.status == 69)
        #expect(result.output.contains("install coreutils or openssl"))
        #expect(try installed() == [])
    }

    @Test func refusesAFolderInTheProgramsPlace() throws {
        try folder.write("bin/echoractl/.keep", "")
        let result = try run([], sha256: sha256(of: Self.binary))
        #expect(result.status == 65)
        #expect(result.output.contains("/usr/local/bin/echoractl is a folder: move it away"))
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.file("bin/echoractl")) == [".keep"])
    }

    @Test func removesWhatAKilledRunLeft() throws {
        let path = try path(["sha256sum"])
        try folder.write(
            "path/curl",
            "#!/bin/sh\nwhile [ \"$1\" != --output ]; do shift; done\n"
                + "echo half >\"$2\"\nkill -KILL $PPID\n", mode: 0o755)
        #expect(try run([], sha256: sha256(of: Self.binary), path: path).status != 0)
        #expect(try installed().map { $0.hasPrefix("echoractl.partial.") } == [true])
        // One of an earlier boot, where the number may by now be another process's, and files that are none of ours.
        try folder.write("bin/echoractl.partial.0b8f3d0e-0000-4000-8000-000000000000.1", "half")
        try folder.write("bin/echoractl.backup", "mine")
        #expect(try run([], sha256: sha256(of: Self.binary)).status == 0)
        #expect(try installed() == ["echoractl", "echoractl.backup"])
    }

    @Test func leavesARunningDownloadAlone() throws {
        let boot = try String(contentsOfFile: "/proc/sys/kernel/random/boot_id", encoding: .utf8).filter {
            !$0.isNewline
        }
        let name = "echoractl.partial.\(boot).\(getpid())"
        try folder.write("bin/" + name, "half")
        #expect(try run([], sha256: sha256(of: Self.binary)).status == 0)
        #expect(try installed() == ["echoractl", name])
    }

    @Test func refusesAnotherFile() throws {
        let result = try run([], sha256: sha256(of: "another release"))
        #expect(result.status == 65)
        #expect(result.output.contains("nothing was installed"))
        #expect(try installed() == [])
    }

    @Test func refusesATruncatedFile() throws {
        for architecture in Architecture.allCases {
            try folder.write("release/echora-generic-\(architecture.rawValue)", Self.binary.dropLast(3).utf8)
        }
        #expect(try run([], sha256: sha256(of: Self.binary)).status == 65)
        #expect(try installed() == [])
    }

    @Test func keepsTheOldBinaryWhenTheNewOneIsWrong() throws {
        try folder.write("bin/echoractl", "old", mode: 0o755)
        #expect(try run([], sha256: sha256(of: "another release")).status == 65)
        #expect(try String(contentsOfFile: folder.file("bin/echoractl"), encoding: .utf8) == "old")
        #expect(try installed() == ["echoractl"])
    }

    @Test func downloadsNothingTwice() throws {
        let sha256 = try sha256(of: Self.binary)
        _ = try run([], sha256: sha256)
        try FileManager.default.removeItem(atPath: folder.file("release"))
        #expect(try run([], sha256: sha256).status == 0)
    }

    @Test func leavesNothingOfATrial() throws {
        try folder.write("tmp/.keep", "")
        for (sha256, status) in [(try sha256(of: Self.binary), 0 as Int32), (Download.someSHA256, 65)] {
            let result = try run(["--dry-run", "--set", "a=b"], sha256: sha256, temporary: folder.file("tmp"))
            #expect(result.status == status, "\(result.output)")
            if status == 0 { #expect(result.output == "ran install --dry-run --set a=b\n") }
            #expect(try installed() == [])
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder.file("tmp")) == [".keep"])
        }
    }

    @Test func takesTheAppOffByItsOwnProgram() throws {
        let refused = try run(["--uninstall"], sha256: Download.someSHA256)
        #expect(refused.status == 65)
        #expect(refused.output == "echora: there is no /usr/local/bin/echoractl, so nothing to uninstall\n")
        try folder.write("bin/echoractl", Self.binary, mode: 0o755)
        let result = try run(["--uninstall", "--purge"], sha256: Download.someSHA256)
        #expect(result.output == "ran uninstall --purge\n")
    }

    @Test func givesUpOnAServerThatDoesNotHaveIt() throws {
        try FileManager.default.removeItem(atPath: folder.file("release"))
        try folder.write("path/sleep", "#!/bin/sh\n", mode: 0o755)
        let path = folder.file("path") + ":/usr/bin:/bin"
        let result = try run([], sha256: Download.someSHA256, path: path)
        #expect(result.status == 69)
        #expect(result.output.contains("check the network"))
        #expect(try installed() == [])
    }

    @Test func doesNothingWhenTheDownloadOfItselfBreaksOff() throws {
        let text = script(sha256: try sha256(of: Self.binary))
        let end = text.utf8.count - "}\n".utf8.count
        for length in Array(stride(from: 0, to: end - 60, by: 97)) + Array(end - 60...end) {
            try folder.write("part.sh", text.utf8.prefix(length))
            let result = try runInNamespace(folder.file("part.sh"), ["--set", "domain=chat.example.com"])
            #expect(!result.output.contains("ran "), "cut at \(length)")
        }
        #expect(try installed() == [])
    }

    @Test func helpsWithoutRoot() throws {
        try folder.write("install.sh", script(sha256: Download.someSHA256))
        let result = try #require(Tool("sh")).run([folder.file("install.sh"), "--help"])
        #expect(result.status == 0)
        #expect(result.output.contains("  admin_email: Administrator's e-mail (email, optional"))
    }

    private func script(sha256: String) -> String {
        var plan = Plan.echora(for: "generic")
        plan.release = Release(url: server.url)
        return Installer(.sample(plan, sha256: sha256)).text
    }

    private func run(
        _ arguments: [String], sha256: String, path: String? = nil, temporary: String = "/tmp"
    ) throws -> Tool.Result {
        try folder.write("install.sh", script(sha256: sha256))
        return try runInNamespace(folder.file("install.sh"), arguments, path: path, temporary: temporary)
    }

    /// A folder with what the script calls at any rate and these programs, as far as this machine has them.
    private func path(_ programs: [String]) throws -> String {
        let folder = folder.file("path")
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        for tool in Set(["sh", "uname", "id", "chmod", "mv", "rm", "mkdir", "sleep"] + programs) {
            try FileManager.default.createSymbolicLink(
                atPath: "\(folder)/\(tool)", withDestinationPath: location(of: tool))
        }
        return folder
    }

    private func location(of tool: String) throws -> String {
        let result = try #require(Tool("sh")).run(["-c", "PATH=/usr/bin:/bin:/usr/sbin; command -v \(tool)"])
        try #require(result.status == 0, "\(tool) is not installed")
        return result.output.filter { !$0.isNewline }
    }

    private func runInNamespace(
        _ script: String, _ arguments: [String], path: String? = nil, temporary: String = "/tmp"
    ) throws -> Tool.Result {
        let start = #"mount --bind "$1" /usr/local/bin && PATH="$2" && shift 2 && exec /bin/sh "$@""#
        return try #require(Tool("env")).run(
            [
                "TMPDIR=\(temporary)", "unshare", "--user", "--map-root-user", "--mount", "/bin/sh", "-c", start, "sh",
                folder.file("bin"),
            ]
                + [path ?? "/usr/bin:/bin", script] + arguments)
    }

    private func installed() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder.file("bin")).filter { $0 != ".keep" }.sorted()
    }

    private func sha256(of text: String) throws -> String {
        try folder.write("hashed", text)
        return String(try #require(Tool("sha256sum")).run([folder.file("hashed")]).output.prefix(64))
    }
}
