import Foundation
import Host
import Plan
import TestSupport
import Testing

/// Repositories on other machines: OpenSSH's sftp, and S3 as moto has it.
@Suite(.enabled(if: RealEngine.isHere, "run by Scripts/with-engine"), .serialized) struct RemoteTests {
    private func run(
        _ machine: StoredMachine, _ arguments: [String], _ environment: [String: String] = [:]
    ) async throws -> CommandResult {
        try await Command(
            machine.binary, arguments + ["--root", machine.folder.file("root")],
            environment: environment.mapValues { $0 }
        ).run()
    }

    private func stored(_ machine: StoredMachine, _ environment: [String: String] = [:]) async throws -> Int {
        let list = try await run(machine, ["restore", "--list"], environment)
        return list.lastLines.filter { $0.hasSuffix("  restored and compared") }.count
    }

    private func waits(_ result: CommandResult, saying words: String) -> Bool {
        let text = result.lastLines.joined(separator: "\n")
        return result.status == 69 && text.contains(words) && text.contains("the backup stays on this machine")
    }

    @Test(.enabled(if: SFTPServer.isHere, "`make setup` unpacks sshd")) func sftp() async throws {
        let machine = try await StoredMachine([.files]) { $0.backup.keep.last = 9 }
        let server = try await SFTPServer(in: machine.folder)
        let place = server.repository("remote")
        let configured = try await run(machine, ["backup", "configure", "--repository", place], server.environment)
        #expect(configured.status == 0, "\(configured.lastLines)")
        let first = try await run(machine, ["backup"], server.environment)
        #expect(first.status == 0, "\(first.lastLines)")

        // It ends in mid-upload.
        try await machine.shell("web", "head --bytes=200M /dev/urandom >/srv/large")
        let running = Task { try await run(machine, ["backup"], server.environment) }
        let data = machine.folder.file("remote/data")
        let size = { FileManager.default.enumerator(atPath: data)?.allObjects.count ?? 0 }
        let before = size()
        try await eventually(within: .seconds(120)) { size() > before + 2 }
        server.stop()
        #expect(waits(try await running.value, saying: "cannot be reached"))
        let gone = try await run(machine, ["backup"], server.environment)
        #expect(waits(gone, saying: "cannot be reached"), "\(gone.lastLines)")
        try await server.start()
        #expect(try await stored(machine, server.environment) == 1)

        // Its folder is gone: nothing is created in its place.
        try FileManager.default.moveItem(atPath: machine.folder.file("remote"), toPath: machine.folder.file("away"))
        let vanished = try await run(machine, ["backup"], server.environment)
        #expect(waits(vanished, saying: "there is no repository at"), "\(vanished.lastLines)")
        try FileManager.default.moveItem(atPath: machine.folder.file("away"), toPath: machine.folder.file("remote"))
        let sent = try await run(machine, ["backup", "--check"], server.environment)
        #expect(sent.status == 0, "\(sent.lastLines)")
        #expect(try await stored(machine, server.environment) == 5)

        // Other keys.
        let known = try machine.folder.read("known")
        try machine.folder.write("known", known.replacing("AAAA", with: "AAAB"))
        let unknown = try await run(machine, ["backup"], server.environment)
        #expect(waits(unknown, saying: "the host key of"), "\(unknown.lastLines)")
        try machine.folder.write("known", known)
        try machine.folder.write("id.pub", "")
        let refused = try await run(machine, ["backup"], server.environment)
        #expect(waits(refused, saying: "refuses the access keys"), "\(refused.lastLines)")
        server.stop()
        try await machine.takeAway()
    }

    @Test(.enabled(if: S3Server.isHere, "`make setup` installs moto")) func s3() async throws {
        let machine = try await StoredMachine([.files])
        try await machine.fill()
        let server = try await S3Server(in: machine.folder)
        let place = ["backup", "configure", "--repository", server.repository, "--keys", machine.folder.file("keys")]
        let wrong = server.keys.replacing(/KEY=.*/, with: "KEY=verywrong")
        for keys in [wrong, server.keys.replacing(/ID=.*/, with: "ID=AKIAWRONG")] {
            try machine.folder.write("keys", keys, mode: 0o600)
            let refused = try await run(machine, place)
            #expect(refused.status == 69, "\(refused.lastLines)")
            #expect(refused.lastLines.contains { $0.contains("refuses the access keys") }, "\(refused.lastLines)")
            #expect(!refused.lastLines.joined().contains("verywrong"))
        }
        try machine.folder.write("keys", server.keys, mode: 0o600)
        let configured = try await run(machine, place)
        #expect(configured.status == 0, "\(configured.lastLines)")
        let made = try await run(machine, ["backup", "--check"])
        #expect(made.status == 0, "\(made.lastLines)")
        #expect(try await stored(machine) == 1)
        try await machine.shell("web", "rm /srv/hard")
        let restored = try await run(machine, ["restore"])
        #expect(restored.status == 0, "\(restored.lastLines)")
        #expect(try await machine.shell("web", "cat /srv/hard") == ["text"])

        // The key is not valid any more; then nothing answers at all.
        let settings = "root/var/lib/landfall/demo/backups/repository.json"
        let right = try machine.folder.read(settings)
        let secret = try #require(server.keys.firstMatch(of: /SECRET_ACCESS_KEY=(.*)/)).1
        try machine.folder.write(settings, right.replacing(secret, with: "verywrong"), mode: 0o600)
        let refused = try await run(machine, ["backup"])
        #expect(waits(refused, saying: "refuses the access keys"), "\(refused.lastLines)")
        try machine.folder.write(settings, right, mode: 0o600)
        server.stop()
        let gone = try await run(machine, ["backup"])
        #expect(waits(gone, saying: "cannot be reached"), "\(gone.lastLines)")
        let list = try await run(machine, ["restore", "--list"])
        #expect(list.lastLines.contains { $0.hasSuffix("restored and compared, waits on this machine") })
        try await machine.takeAway()
    }
}
