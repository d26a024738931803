import Foundation
import Host
import Plan
import TestSupport
import Testing

/// Case 10 of the reader's ten: root acts on nothing that others could have changed.
@Suite(.enabled(if: getuid() == 0, "only root gives files away")) struct StackOwnershipTests {
    private func refused(_ boot: Boot, _ verb: String, _ path: String) async throws {
        let result = try await boot.run(verb)
        #expect(result.status == 65, "\(verb): \(result.lastLines)")
        let text = result.lastLines.joined(separator: "\n")
        #expect(text.contains("error: other users than root can change files that Demo runs as root"), "\(text)")
        #expect(text.contains(boot.folder.file("root\(path)")), "\(text)")
    }

    @Test(arguments: ["/opt", "/opt/demo", "/opt/demo/.env", "/opt/demo/compose.yml", "/opt/demo/compose.override.yml"])
    func whatComposeIsLedByBelongsToRoot(_ path: String) async throws {
        let boot = try await Boot()
        #expect(try await boot.run("provision").status == 0)
        try boot.folder.write("root/opt/demo/compose.override.yml", "services: {}\n")
        let calls = boot.docker.calls
        chown(boot.folder.file("root\(path)"), 1000, 1000)
        for verb in ["start", "provision", "stop", "rotate"] { try await refused(boot, verb, path) }
        #expect(boot.docker.calls == calls)
        let help = try await boot.run("start").lastLines.last ?? ""
        #expect(help.contains("`chown -h root:root \(boot.folder.file("root\(path)"))`"))
        chown(boot.folder.file("root\(path)"), 0, 0)
        #expect(try await boot.run("start").status == 0)
    }

    @Test(arguments: [
        "/opt/demo", "/opt/demo/compose.yml", "/etc/demo", "/etc/demo/parameters.yaml", "/var/lib/landfall",
    ])
    func whatOthersMayWriteIsRefused(_ path: String) async throws {
        let boot = try await Boot()
        try boot.folder.write("root/etc/demo/parameters.yaml", "domain: demo.example.com\n", mode: 0o600)
        #expect(try await boot.run("provision").status == 0)
        chmod(boot.folder.file("root\(path)"), 0o777)
        try await refused(boot, "start", path)
        let help = try await boot.run("start").lastLines.last ?? ""
        #expect(help.contains("`chmod go-w \(boot.folder.file("root\(path)"))`"))
    }

    @Test func theCommandsThatAreNamedFixIt() async throws {
        let boot = try await Boot()
        let root = boot.folder.file("it's\u{301} \"my\" $HOME; x")
        func run(_ verb: String, _ flags: [String] = []) async throws -> CommandResult {
            try await Command(boot.binary, [verb, "--root", root] + flags, environment: boot.docker.environment).run()
        }
        #expect(try await run("provision", ["--metadata-url", boot.metadataURL]).status == 0)
        chown(root + "/opt/demo", 1000, 1000)
        chmod(root + "/opt/demo/compose.yml", 0o666)
        let help = try #require(try await run("start").lastLines.last)
        let commands = help.split(separator: "`").enumerated().filter { $0.offset % 2 == 1 }.map { String($0.element) }
        #expect(commands.count == 2, "\(help)")
        for command in commands {
            let result = try await Command("sh", ["-c", command], folder: "/").run()
            #expect(result.succeeded, "\(command): \(result.lastLines)")
        }
        #expect(try await run("start").status == 0)
    }

    @Test func aFolderThatWasThereBeforeIsRefusedBeforeAnythingIsMade() async throws {
        let boot = try await Boot()
        try boot.folder.write("root/opt/demo/compose.yml", "services: {}\n")
        try boot.folder.write("root/etc/passwd", "root:x:0:0::/root:/bin/sh\nalice:x:1000:1000::/home/alice:/bin/sh\n")
        chown(boot.folder.file("root/opt/demo"), 1000, 1000)
        let result = try await boot.run("provision")
        #expect(result.status == 65)
        #expect(result.lastLines.contains("  \(boot.folder.file("root/opt/demo")) belongs to alice (uid 1000)"))
        #expect(boot.docker.calls == [])
        #expect(!FileManager.default.fileExists(atPath: boot.folder.file("root/var/lib/landfall/demo")))
    }

    @Test func aLinkIntoAFolderOfAnotherIsRefused() async throws {
        let boot = try await Boot()
        try boot.folder.write("root/home/alice/demo/compose.yml", "services: {}\n")
        chown(boot.folder.file("root/home/alice"), 1000, 1000)
        try FileManager.default.createDirectory(
            atPath: boot.folder.file("root/opt"), withIntermediateDirectories: true)
        try FileManager.default.createSymbolicLink(
            atPath: boot.folder.file("root/opt/demo"), withDestinationPath: "../home/alice/demo")
        try await refused(boot, "provision", "/home/alice")
    }

    /// Rendered files are written by root too: nobody may lead them elsewhere.
    @Test func aFolderThatFilesAreWrittenIntoIsRoots() async throws {
        let boot = try await Boot()
        try boot.folder.write("root/opt/demo/conf/keep", "")
        chown(boot.folder.file("root/opt/demo/conf"), 1000, 1000)
        try await refused(boot, "provision", "/opt/demo/conf")
    }

    @Test func dataOfAServiceMayBelongToItsUser() async throws {
        let boot = try await Boot()
        try boot.folder.write("root/opt/demo/data/PG_VERSION", "17")
        chown(boot.folder.file("root/opt/demo/data"), 999, 999)
        chmod(boot.folder.file("root/opt/demo/data"), 0o770)
        #expect(try await boot.run("provision").status == 0)
        #expect(try await boot.run("start").status == 0)
    }

    @Test func whatOnlyLooksStillLooks() async throws {
        let boot = try await Boot(script: "[[ $verb == version ]] && echo 2.26.1")
        #expect(try await boot.run("provision").status == 0)
        chown(boot.folder.file("root/opt/demo"), 1000, 1000)
        #expect(try await boot.run("status").status == 0)
        let doctor = try await boot.run("doctor")
        #expect(doctor.status == 69)
        #expect(doctor.lastLines.contains("FAIL  ownership: \(boot.folder.file("root/opt/demo")) belongs to uid 1000"))
    }
}
