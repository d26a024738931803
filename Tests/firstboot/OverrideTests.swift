import Foundation
import Plan
import TestSupport
import Testing

/// The owner's override file, and what belongs to it.
@Suite struct OverrideTests {
    private func filesOfUp(_ boot: Boot) throws -> [String] {
        let line = try #require(try boot.folder.read("arguments").split(separator: "\n").last { $0.contains(" up ") })
        let words = line.split(separator: " ")
        return zip(words, words.dropFirst()).filter { $0.0 == "--file" }
            .map { String($0.1).replacing(boot.folder.file("root/opt/demo/"), with: "") }
    }

    private func boot(services: [String: (state: String, status: String)]? = nil) async throws -> Boot {
        let both = ["web": ("running", "Up 1 second"), "db": ("running", "Up 1 second (healthy)")]
        let folder = TemporaryFolder()
        let boot = try await Boot(
            services: services ?? both,
            script: "tr '\\0' ' ' < /proc/$$/cmdline >> \(folder.file("none")); "
                + "tr '\\0' ' ' < /proc/$$/cmdline >> ${stack%/root/opt/demo}/arguments; "
                + "echo >> ${stack%/root/opt/demo}/arguments")
        return boot
    }

    /// Case 8 of the reader's ten.
    @Test(arguments: Stack.overrideNames) func itIsReadAndNeverWritten(_ name: String) async throws {
        let boot = try await boot()
        try boot.folder.write("root/opt/demo/\(name)", "services: { extra: { image: mine } }\n", mode: 0o600)
        #expect(try await boot.run("provision").status == 0)
        #expect(try filesOfUp(boot) == ["compose.yml", name])
        #expect(try await boot.run("start").status == 0)
        #expect(try filesOfUp(boot) == ["compose.yml", name])
        #expect(try boot.read("/opt/demo/\(name)") == "services: { extra: { image: mine } }\n")
        #expect(boot.mode("/opt/demo/\(name)") == 0o600)
    }

    @Test func ofSeveralTheOneThatComposePrefersIsRead() async throws {
        let boot = try await boot()
        for name in Stack.overrideNames { try boot.folder.write("root/opt/demo/\(name)", "services: {}\n") }
        #expect(try await boot.run("provision").status == 0)
        #expect(try filesOfUp(boot) == ["compose.yml", "compose.override.yml"])
    }

    @Test func aServiceThatTheOwnerSwitchedOffIsNotWaitedFor() async throws {
        let boot = try await boot(services: ["db": ("running", "Up 1 second (healthy)")])
        try boot.folder.write("root/opt/demo/compose.override.yml", "services: { web: { profiles: [off] } }\n")
        #expect(try await boot.run("provision").status == 0)
    }
}
