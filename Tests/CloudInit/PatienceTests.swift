import Foundation
import Plan
import TestSupport
import Testing

@testable import CloudInit

/// What nobody starts a second time goes on by itself until the network is there, as the app's units do.
@Suite(.enabled(if: Tool.isInstalled("unshare") && Tool.isInstalled("curl"))) struct PatienceTests {
    let folder = TemporaryFolder()
    /// Fails its first two times as where a mirror is away, then stops for good at `provision`, where it is told to.
    static let release = ScriptRelease(
        program: "#!/bin/sh\n",
        ending: """
            echo "$1" >>"$0.calls"
            [ "$1" != provision ] || [ ! -e "$0.wrong" ] || exit 65
            [ "$(grep -c "^$1$" "$0.calls")" -gt 2 ] || exit 69

            """)

    /// The pauses are those of a download that is refused ten times; each is recorded, none waited for.
    static let pauses = ["1", "2", "4", "8", "16", "32", "64", "128", "256", "300"]

    init() throws {
        try folder.write("bin/.keep", "")
        try Self.release.publish(.echora(for: "hetzner"), in: folder, "release")
        try Self.release.publish(.echora(for: "linode"), in: folder, "release")
        try folder.write("path/sleep", "#!/bin/sh\necho \"$1\" >>\(folder.file("pauses"))\n", mode: 0o755)
        try folder.write(
            "path/curl",
            """
            #!/bin/sh
            echo try >>\(folder.file("tries"))
            [ "$(grep -c . \(folder.file("tries")))" -gt \(Self.pauses.count) ] || exit 7
            while [ "$1" != --output ]; do shift; done
            cp "\(folder.file("release"))/${3##*/}" "$2"

            """, mode: 0o755)
    }

    private func download(_ provider: String) -> Download { Self.release.download(.echora(for: provider)) }

    /// Runs it as cloud-init does, in a mount namespace with folders of the test's own.
    private func run(_ shell: String, _ script: String) throws -> Tool.Result {
        try folder.write("var/lib/cloud/scripts/per-boot/echora-install", script, mode: 0o700)
        let start = """
            mount --bind "$1/bin" /usr/local/bin && mount --rbind "$1/var" /var
            [ ! -e /dev/ttyS0 ] || mount --bind /dev/null /dev/ttyS0
            PATH="$1/path:/usr/bin:/bin" exec "$2" /var/lib/cloud/scripts/per-boot/echora-install
            """
        return try #require(Tool("unshare")).run([
            "--user", "--map-root-user", "--mount", "/bin/sh", "-c", start, "sh", folder.path, shell,
        ])
    }

    private func lines(_ file: String) throws -> [String] {
        try String(contentsOfFile: folder.file(file), encoding: .utf8).split(separator: "\n").map(String.init)
    }

    @Test func `a pasted cloud-config waits for the network and for what it installs`() throws {
        let result = try run("/bin/sh", UserDataTests.script(in: UserData(download("hetzner")).text))
        #expect(result.status == 0, "\(result.output)")
        #expect(try lines("pauses") == Self.pauses + ["15", "30", "15", "30"])
        #expect(
            try lines("bin/echoractl.calls") == Array(repeating: "prepare", count: 3)
                + Array(repeating: "provision", count: 3))
        #expect(result.output.contains("trying again in 300 s"))
        #expect(result.output.contains("echora: prepare ended with 69: trying again in 15 s"))
        #expect(!FileManager.default.fileExists(atPath: folder.file("var/lib/cloud/scripts/per-boot/echora-install")))
    }

    @Test func `a StackScript waits as well, since Linode starts it once`() throws {
        try folder.write("bin/echoractl.calls", "configure\nconfigure\n")
        let result = try run("/bin/bash", StackScript(download("linode")).text)
        #expect(result.status == 0, "\(result.output)")
        #expect(
            try lines("bin/echoractl.calls").suffix(6) == [
                "prepare", "prepare", "prepare", "provision", "provision", "provision",
            ])
    }

    /// To cloud-init it is a new machine after a change of its hoster's settings. `recorded` is there once a release is in
    /// use; before, and in a sealed image, the pasted release sets itself up.
    @Test(arguments: [("recorded", true), ("target", false)])
    func `a later release that is in use stays in use`(member: String, isInUse: Bool) throws {
        let other = "#!/bin/sh\necho \"$1\" >>\"$0.calls\"\n"
        try folder.write("bin/echoractl", other, mode: 0o755)
        let state = "{\n  \"checksum\": \"00\",\n  \"\(member)\": {\n    \"recorded\": {\n    }\n  }\n}\n"
        try folder.write("var/lib/landfall/echora/state.json", state)
        let result = try run("/bin/sh", UserDataTests.script(in: UserData(download("hetzner")).text))
        #expect(result.status == 0, "\(result.output)")
        #expect(try (folder.read("bin/echoractl") == other) == isInUse)
        #expect(try (lines("bin/echoractl.calls") == ["provision"]) == isInUse)
        #expect(!FileManager.default.fileExists(atPath: folder.file("var/lib/cloud/scripts/per-boot/echora-install")))
    }

    @Test func `a StackScript replaces no release that is in use`() throws {
        let other = "#!/bin/sh\necho \"$1\" >>\"$0.calls\"\n"
        try folder.write("bin/echoractl", other, mode: 0o755)
        try folder.write("var/lib/landfall/echora/state.json", "{\n  \"recorded\": {\n  }\n}\n")
        let result = try run("/bin/bash", StackScript(download("linode")).text)
        #expect(result.status == 0, "\(result.output)")
        #expect(try folder.read("bin/echoractl") == other)
    }

    @Test func `what another try cannot make better ends it, and the next boot tries again`() throws {
        try folder.write("bin/echoractl.wrong", "")
        let result = try run("/bin/sh", UserDataTests.script(in: UserData(download("hetzner")).text))
        #expect(result.status == 65)
        #expect(try lines("bin/echoractl.calls").filter { $0 == "provision" }.count == 1)
        #expect(FileManager.default.fileExists(atPath: folder.file("var/lib/cloud/scripts/per-boot/echora-install")))
    }
}
