import Foundation
import Plan
import TestSupport
import Testing

/// What the machine's consoles show of a first boot.
@Suite struct ConsoleTests {
    /// A StackScript's output is the serial console; a person at tty1 types where the web console is.
    @Test func credentialsAreShownOnceWhereTheOutputIsAConsole() async throws {
        let boot = try await Boot()
        try boot.folder.write("root/sys/class/tty/console/active", "ttyS0 tty1\n")
        try boot.folder.write("root/dev/null", "")
        let root = boot.folder.file("root")
        let script = """
            ln -s "$(tty)" \(root)/dev/ttyS0 && ln -s "$(tty)" \(root)/dev/tty1
            exec \(boot.binary) provision --root \(root) --metadata-url \(boot.metadataURL)
            """
        let environment = boot.docker.environment.map { "\($0)=\($1 ?? "")" }
        let dialogue = try Dialogue.hold(["/usr/bin/env"] + environment + ["/bin/sh", "-c", script], [])
        #expect(dialogue.status == 0, "\(dialogue.screen)")
        let key = try #require(try boot.secrets["KEY"])
        #expect(dialogue.screen.components(separatedBy: key).count == 2, "\(dialogue.screen)")
        #expect(!dialogue.screen.contains("demo: "), "a step is told once: \(dialogue.screen)")
    }

    private static let setting = "proc/sys/kernel/printk"

    private func booted(_ script: String = "", level: String = "7\t4\t1\t7\n") async throws -> (Boot, TemporaryFolder) {
        let notes = TemporaryFolder()
        let boot = try await Boot(
            script: """
                root=${stack%/opt/demo}
                head -n 1 $root/\(Self.setting) >>\(notes.file("levels"))
                \(script.replacing("NOTES", with: notes.path))
                """)
        try boot.folder.write("root/\(Self.setting)", level)
        return (boot, notes)
    }

    private func level(_ boot: Boot) throws -> Character? { try boot.folder.read("root/\(Self.setting)").first }

    @Test func theKernelIsQuietForItsTime() async throws {
        let (boot, notes) = try await booted()
        #expect(try await boot.run("provision").status == 0)
        #expect(Set(try notes.read("levels").split(separator: "\n")) == ["4"])
        #expect(try boot.folder.read("root/\(Self.setting)") == "7\t4\t1\t7\n")
        #expect(boot.mode("/run/landfall-demo.printk") == nil)
    }

    @Test func aFailureEndsTheQuietToo() async throws {
        let (boot, _) = try await booted("[[ $verb == up ]] && exit 1")
        #expect(try await boot.run("provision").status == 69)
        #expect(try level(boot) == "7")
    }

    @Test func aKernelThatIsQuietStaysAsItIs() async throws {
        let (boot, _) = try await booted(level: "3\t4\t1\t7\n")
        #expect(try await boot.run("provision").status == 0)
        #expect(try boot.folder.read("root/\(Self.setting)") == "3\t4\t1\t7\n")
    }

    @Test(arguments: ["TERM", "INT", "HUP"]) func aSignalPutsTheKernelBack(signal: String) async throws {
        let (boot, notes) = try await booted(
            "[[ $verb == up && ! -e NOTES/hit ]] && { touch NOTES/hit; kill -\(signal) $PPID; }")
        #expect(try await boot.run("provision").status > 128)
        #expect(try notes.read("hit") == "")
        #expect(try level(boot) == "7")
    }

    @Test func theNextRunPutsBackWhatAKilledOneLeft() async throws {
        let (boot, notes) = try await booted(
            "[[ $verb == up && ! -e NOTES/hit ]] && { touch NOTES/hit; kill -KILL $PPID; }")
        #expect(try await boot.run("provision").status == 137)
        #expect(try level(boot) == "4")
        let next = try await boot.run("provision")
        #expect(next.status == 0, "\(next.lastLines)")
        #expect(try notes.read("hit") == "")
        #expect(try boot.folder.read("root/\(Self.setting)") == "7\t4\t1\t7\n")
    }
}
