import Foundation
import Plan
import TestSupport
import Testing

@testable import Rollout

/// The credentials above the login prompt, and what takes them away.
@Suite struct LoginPromptTests {
    private static let prompt = "/run/landfall-demo.issue"

    private func afterFirstBoot(_ change: (inout Plan) -> Void = { _ in }) async throws -> Boot {
        var plan = Plan.demo()
        change(&plan)
        let boot = try await Boot(plan)
        #expect(try await boot.run("provision").status == 0)
        return boot
    }

    /// /run is empty, and the unit runs `provision` again.
    private func reboot(_ boot: Boot) async throws {
        try FileManager.default.removeItem(atPath: boot.folder.file("root/run"))
        #expect(try await boot.run("provision").status == 0)
    }

    @Test func theyAreThereForRootAloneAndAfterEachBoot() async throws {
        let boot = try await afterFirstBoot()
        let key = try #require(try boot.secrets["KEY"])
        #expect(try boot.read(Self.prompt).contains("Key:  \(key)\n"))
        #expect(boot.mode(Self.prompt) == 0o600)
        try await reboot(boot)
        #expect(try boot.read(Self.prompt).contains(key))
        #expect(boot.mode(Self.prompt) == 0o600)
    }

    @Test(arguments: [["motd"], ["credentials", "--forget"]]) func whatEndsTheShowing(_ words: [String]) async throws {
        let boot = try await afterFirstBoot()
        let result = try await boot.run(words[0], Array(words.dropFirst()))
        #expect(result.status == 0)
        #expect(try !result.lastLines.joined().contains(boot.secrets["KEY"] ?? ""))
        #expect(boot.mode(Self.prompt) == nil)
        #expect((boot.mode("/root/demo-credentials.txt") == nil) == (words[0] == "credentials"))
        try await reboot(boot)
        #expect(boot.mode(Self.prompt) == nil)
        #expect(try await boot.run("credentials").lastLines.contains("Key:  \(try boot.secrets["KEY"] ?? "")"))
    }

    @Test func neverIsNever() async throws {
        let boot = try await Boot(
            {
                var plan = Plan.demo()
                plan.credentials.console = .never
                return plan
            }())
        let console = boot.folder.file("console")
        try boot.folder.write("console", "")
        #expect(try await boot.run("provision", ["--console", console]).status == 0)
        let key = try #require(try boot.secrets["KEY"])
        let shown = try boot.folder.read("console").split(separator: "\n")
        #expect(!shown.isEmpty && shown.allSatisfy { $0.hasPrefix("demo: ") && !$0.contains(key) }, "\(shown)")
        #expect(boot.mode(Self.prompt) == nil)
        try await reboot(boot)
        #expect(boot.mode(Self.prompt) == nil)
        #expect(try boot.read("/root/demo-credentials.txt").contains(key))
        #expect(try await boot.run("credentials").lastLines.contains("Key:  \(key)"))
    }

    @Test func aSealedMachineShowsNothing() async throws {
        let boot = try await Boot.prepared()
        #expect(try await boot.run("provision").status == 0)
        let seal = try await boot.run("seal", ["--forget"])
        #expect(seal.status == 0, "\(seal.lastLines)")
        #expect(boot.mode(Self.prompt) == nil)
        #expect(boot.mode("/var/lib/landfall/demo/seen") == nil)
    }

    /// agetty itself, on a terminal, with these files in an /etc and a /run of its own.
    @Test(.enabled(if: Tool.isInstalled("agetty") && Tool.isInstalled("unshare") && geteuid() == 0))
    func agettyShowsEachCharacterAsItIs() async throws {
        let title = #"De\mo \d \\ \l"# + "\\\u{301}l"
        let boot = try await afterFirstBoot { $0.app.title = title }
        #expect(try await boot.run("prepare").status == 0)
        let key = try #require(try boot.secrets["KEY"])
        let file = boot.folder.file("root" + Self.prompt)
        let script = """
            mount -t tmpfs tmpfs /run && cp -p '\(file)' /run/ && cp -a '\(boot.folder.file("root/etc"))' /run/etc
            cp /etc/passwd /etc/group /etc/issue /run/etc/ && mount --bind /run/etc /etc
            exec /sbin/agetty --noclear --skip-login --login-program /bin/true --login-options '' - linux
            """
        let dialogue = try Dialogue.hold(["/usr/bin/unshare", "--mount", "/bin/sh", "-c", script], [])
        #expect(dialogue.screen.contains("\(title) 1.0.0\r\n"), "\(dialogue.screen)")
        #expect(dialogue.screen.contains("Key:  \(key)\r\n"))
    }

    /// A prompt shows the credentials itself, so nothing else prints them on its terminal.
    @Test func findsTheTerminalOfAPrompt() {
        #expect(LoginPrompt.promptDevice("812 (agetty) S 1 812 812 1025 812 4194304") == 1025)
        #expect(LoginPrompt.promptDevice("812 (agetty) S 1 812 812 0 -1 4194304") == nil)
        #expect(LoginPrompt.promptDevice("813 (bash) S 1 813 813 1025 813 4194304") == nil)
        #expect(LoginPrompt.promptDevice("812 (agetty) S 1 812 812 34816 812 4194304") == nil, "a container's")
        #expect(LoginPrompt.promptDevice("") == nil)
    }

    /// Credentials that nothing else prints would be nowhere.
    @Test func aPromptThatShowsNoIssueIsNone() {
        func shows(_ words: String...) -> Bool { LoginPrompt.showsIssue(["/sbin/agetty"] + words) }
        #expect(shows("-o", "-p -- \\u", "--noclear", "tty1", "linux"))
        #expect(shows("-o", "-i", "--keep-baud", "115200,57600", "-", "vt220"), "a value is none of its options")
        #expect(shows("-Io-i", "--nohostname", "--init-string=-f", "tty1"))
        for words in [
            ["--noissue"], ["--noi"], ["-i"], ["-Li"], ["--issue-file", "/x"], ["--issue=/x"], ["-f", "/x"], ["-Jf/x"],
        ] {
            #expect(!LoginPrompt.showsIssue(["agetty"] + words + ["tty1"]), "\(words)")
        }
    }
}

@Suite struct MessageOfTheDayTests {
    @Test func itTellsWhatComesNextAndNoSecret() async throws {
        let gate = TemporaryFolder()
        let boot = try await Boot(
            script: "[[ $* == *seed && ! -e \(gate.file("fixed")) ]] && { echo broken; exit 1; }")
        #expect(try await boot.run("motd").lastLines == ["Demo: the first boot has not begun yet."])
        #expect(try await boot.run("provision").status == 69)
        let failed = try await boot.run("motd").lastLines
        #expect(
            failed.first?.hasPrefix("Demo: the first boot failed or was interrupted, finishing the set-up since")
                == true)
        #expect(failed.contains("Why: journalctl --unit demo-firstboot.service"))
        try gate.write("fixed", "")
        #expect(try await boot.run("provision").status == 0)
        let file = boot.folder.file("root/root/demo-credentials.txt")
        #expect(
            try await boot.run("motd").lastLines == [
                "Demo 1.0.0 is set up.", "URL: https://203.0.113.32",
                "The credentials: democtl credentials, and in \(file)",
            ])
    }

    @Test func aLoginRunsIt() async throws {
        let boot = try await Boot()
        #expect(try await boot.run("prepare").status == 0)
        #expect(try boot.read("/etc/update-motd.d/95-demo") == "#!/bin/sh\nexec /usr/local/bin/democtl motd\n")
        #expect(boot.mode("/etc/update-motd.d/95-demo") == 0o755)
    }
}
