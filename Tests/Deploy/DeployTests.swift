import Foundation
import Host
import TestSupport
import Testing

@testable import Deploy

/// Releases that come to a machine by a real ssh.
@Suite(.enabled(if: LoopbackSSH.isPossible, "needs root and OpenSSH's server"), .serialized)
struct DeployTests {
    @Test func onlyWhatIsMissingIsCopied() async throws {
        let machine = try SSHMachine()
        #expect(try await machine.deploy() == 0)
        #expect(machine.lines.filter { $0.hasPrefix("Copying ") }.count == 2, "\(machine.lines)")
        #expect(machine.lines.contains("program") && machine.lines.contains("plan 1") && machine.lines.last == "end")
        #expect(!machine.lines.contains("of another provider"))
        let release = try #require(machine.calls.first?.split(separator: " ").dropFirst(2).first)
        #expect(release.hasPrefix("\(machine.deployed)/releases/"))
        #expect(machine.calls == ["update --from \(release) --yes --root \(machine.root)"])
        #expect(mode(of: machine.deployed + "/files") == 0o700)

        machine.forget()
        try machine.publish(plan: "plan 2\n")
        #expect(try await machine.deploy() == 0)
        #expect(machine.lines.filter { $0.hasPrefix("Copying ") } == ["Copying demo-generic.plan.gz, 7 bytes…"])
        #expect(machine.lines.contains("1 of 2 files are there already."))
        #expect(machine.lines.contains("program") && machine.lines.contains("plan 2"))
        // The release before is gone with what it alone needed.
        #expect(!FileManager.default.fileExists(atPath: String(release)))
        #expect(try FileManager.default.contentsOfDirectory(atPath: machine.deployed + "/files").count == 2)
    }

    @Test func whatIsDamagedThereIsCopiedAgain() async throws {
        let machine = try SSHMachine()
        #expect(try await machine.deploy() == 0)
        let file = try #require(machine.folder.files.first { $0.contains("deploy/files/") })
        try machine.folder.write(file, "something else")
        machine.forget()
        #expect(try await machine.deploy() == 0)
        #expect(machine.lines.filter { $0.hasPrefix("Copying ") }.count == 1)
        #expect(machine.lines.contains("program") && machine.lines.contains("plan 1"), "\(machine.lines)")
    }

    @Test func archivesOfImagesComeToo() async throws {
        let machine = try SSHMachine()
        try machine.folder.write("images/web.tar", "an archive")
        let bundle = try machine.bundle(images: machine.folder.file("images"))
        #expect(try await machine.deploy(.update(bundle)) == 0)
        #expect(machine.folder.files.contains { $0.hasSuffix("/web.tar") && $0.contains("/deploy/releases/") })
    }

    @Test func aDryRunChangesNothing() async throws {
        let machine = try SSHMachine()
        #expect(try await machine.deploy(onlyShows: true) == 0)
        #expect(machine.lines.contains("demo-generic.plan.gz, 7 bytes: would be copied"), "\(machine.lines)")
        #expect(machine.lines.last?.contains("democtl update --from") == true)
        #expect(machine.calls == [] && !FileManager.default.fileExists(atPath: machine.deployed))
    }

    @Test func anotherHostKeyIsRefused() async throws {
        let machine = try SSHMachine()
        let other = try SSHMachine()
        let failure = try #require(
            await #expect(throws: DeployFailure.self) { try await machine.deploy(hostKey: other.server.hostKey) })
        #expect(failure.code == .invalidInput && failure.message.contains("does not show the host key"), "\(failure)")
        #expect(machine.calls == [] && machine.lines == [])
    }

    @Test func theExitCodeIsTheMachines() async throws {
        let machine = try SSHMachine()
        for code: Int32 in [69, 75, 1] {
            try machine.folder.write("code", "\(code)")
            #expect(try await machine.deploy() == code)
        }
    }

    @Test func rollbackAndInstance() async throws {
        let machine = try SSHMachine()
        #expect(try await machine.deploy(.rollback) == 0)
        let failure = try #require(
            await #expect(throws: DeployFailure.self) { try await machine.deploy(.rollback, instance: "dm006") })
        #expect(failure.message.contains("has no instance dm006"), "\(failure)")
        try machine.addInstance("dm006")
        #expect(try await machine.deploy(.rollback, instance: "dm006") == 0)
        #expect(
            machine.calls == ["rollback --yes --root \(machine.root)", "dm006: rollback --yes --root \(machine.root)"])
    }

    @Test func whereThereIsNoProgramOrNoSystemd() async throws {
        let machine = try SSHMachine()
        try machine.systemd.remove()
        var failure = try #require(await #expect(throws: DeployFailure.self) { try await machine.deploy() })
        #expect(failure.code == .unavailable && failure.message.contains("does not run systemd"), "\(failure)")
        try FileManager.default.removeItem(atPath: machine.root + "/usr/local/bin/democtl")
        failure = try #require(await #expect(throws: DeployFailure.self) { try await machine.deploy() })
        #expect(failure.code == .unavailable && failure.message.contains("has no /usr/local/bin/democtl"), "\(failure)")
    }

    @Test func aFullDiskIsFoundOutBefore() async throws {
        let machine = try SSHMachine()
        let files = try machine.bundle().files(for: ThisProcess.architecture, "generic")
        let copies = FileCopies(try machine.remote(), folder: machine.deployed) { _ in }
        let failure = try #require(
            await #expect(throws: DeployFailure.self) { try await copies.run(files, MachineState(["free 100000"])) })
        #expect(failure.message.contains("free, and the files need"))
        #expect(!FileManager.default.fileExists(atPath: machine.deployed))
    }
}
