import Foundation
import Plan
import TestSupport
import Testing

/// Files of the stack that the owner has changed; case 8 of the reader's ten.
@Suite struct OwnersChangesTests {
    private func kept(_ boot: Boot) -> [String] {
        boot.folder.files.filter { $0.contains(".kept-") }.map { String($0.dropFirst("root".count)) }
    }

    private func plan(_ compose: String, version: String = "1.0.0") -> Plan {
        var plan = Plan.demo()
        plan.app.version = version
        plan.stack.files[0].content = .verbatim(Array(compose.utf8))
        return plan
    }

    @Test func aChangedFileIsKeptWithANameAndAWordBeforeItIsWrittenAgain() async throws {
        let boot = try await Boot(plan("services: {}\n"))
        #expect(try await boot.run("provision").status == 0)
        try boot.folder.write("root/opt/demo/compose.yml", "services: { mine: {} }\n")
        let result = try await boot.with(plan("services: { new: {} }\n", version: "1.1.0")).run("provision")
        #expect(result.status == 0, "\(result.lastLines)")
        #expect(try boot.read("/opt/demo/compose.yml") == "services: { new: {} }\n")
        let copy = try #require(kept(boot).first)
        #expect(copy.hasPrefix("/opt/demo/compose.yml.kept-"))
        #expect(try boot.read(copy) == "services: { mine: {} }\n")
        #expect(boot.mode(copy) == 0o600)
        let path = boot.folder.file("root/opt/demo/compose.yml")
        let word =
            "  \(path) was changed by hand: that version is kept as \(boot.folder.file("root\(copy)")), and the file is "
            + "written again"
        #expect(result.lastLines.contains(word))
    }

    @Test func aChangedFileThatNothingElseChangesStays() async throws {
        let boot = try await Boot()
        #expect(try await boot.run("provision").status == 0)
        try boot.folder.write("root/opt/demo/compose.yml", "services: { mine: {} }\n")
        // Another file changes.
        try boot.folder.write("root/etc/demo/parameters.yaml", "api_token: tok-other\n", mode: 0o600)
        #expect(try await boot.run("provision").status == 0)
        #expect(try boot.read("/opt/demo/.env").contains("tok-other"))
        #expect(try boot.read("/opt/demo/compose.yml") == "services: { mine: {} }\n")
        #expect(kept(boot) == [])
    }

    @Test func aFileThatWasThereBeforeLandfallIsKept() async throws {
        let boot = try await Boot()
        try boot.folder.write("root/opt/demo/.env", "KEY='old'\n", mode: 0o644)
        #expect(try await boot.run("provision").status == 0)
        // Beside the state, where it outlives the folder.
        let copy = "/var/lib/landfall/demo/replaced/opt-demo-.env"
        #expect(try boot.read(copy) == "KEY='old'\n")
        #expect(boot.mode(copy) == 0o600)
    }

    @Test func whatLandfallWroteItselfIsNotKept() async throws {
        let boot = try await Boot()
        #expect(try await boot.run("provision").status == 0)
        for token in ["tok-one", "tok-two"] {
            try boot.folder.write("root/etc/demo/parameters.yaml", "api_token: \(token)\n", mode: 0o600)
            #expect(try await boot.run("provision").status == 0)
        }
        try boot.becomeClone()
        #expect(try await boot.run("provision").status == 0)
        #expect(kept(boot) == [])
    }

    /// A run that was cut off between its files, and values that change before the next one.
    @Test func whatACutOffRunWroteIsNotKept() async throws {
        let gate = TemporaryFolder()
        let boot = try await Boot(script: "[[ $verb == up && -e \(gate.file("kill")) ]] && kill -KILL $PPID")
        #expect(try await boot.run("provision").status == 0)
        try gate.write("kill", "")
        try boot.folder.write("root/etc/demo/parameters.yaml", "api_token: tok-one\n", mode: 0o600)
        #expect(try await boot.run("provision").status == 137)
        #expect(try boot.read("/opt/demo/.env").contains("tok-one"))
        unlink(gate.file("kill"))
        try boot.folder.write("root/etc/demo/parameters.yaml", "api_token: tok-two\n", mode: 0o600)
        #expect(try await boot.run("provision").status == 0)
        #expect(try boot.read("/opt/demo/.env").contains("tok-two"))
        #expect(kept(boot) == [])
    }
}
