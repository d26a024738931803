import Foundation
import Host
import TestSupport
import Testing

@testable import Deploy

/// Connections that break, runs that are cut off, and two deployments at one time.
@Suite(.enabled(if: LoopbackSSH.isPossible, "needs root and OpenSSH's server"), .serialized)
struct LostConnectionTests {
    @Test func aRunGoesOnWithoutItsConnection() async throws {
        let machine = try SSHMachine()
        // What logins print is no part of the output.
        try machine.server.atLogin("echo Welcome; echo; echo deploy")
        try machine.hold()
        async let code = machine.deploy()
        for count in 1...2 {
            try await eventually { machine.lines.contains("begin") && machine.server.cut() > 0 }
            try await eventually { machine.lines.filter { $0.contains("The run goes on there") }.count >= count }
        }
        try machine.letGo()
        #expect(try await code == 0)
        #expect(machine.lines.filter { $0 == "begin" }.count == 1 && machine.lines.filter { $0 == "end" }.count == 1)
        #expect(machine.calls.count == 1 && !machine.lines.contains("Welcome"))
    }

    @Test func theSameDeploymentAgainShowsTheFirstOne() async throws {
        let machine = try SSHMachine()
        try machine.hold()
        try machine.folder.write("code", "69")
        async let first = machine.deploy()
        try await eventually { machine.lines.contains("begin") }
        async let second = machine.deploy()
        try await eventually { machine.lines.filter { $0 == "begin" }.count == 2 }
        let other = try #require(await #expect(throws: DeployFailure.self) { try await machine.deploy(.rollback) })
        #expect(other.code == .busy && other.message.contains("update"), "\(other)")
        try machine.letGo()
        #expect(try await [first, second] == [69, 69])
        #expect(machine.calls.count == 1)
    }

    @Test func aRunThatIsCutOffHasNoResult() async throws {
        let machine = try SSHMachine()
        try machine.hold()
        async let code = machine.deploy()
        try await eventually { machine.lines.contains("begin") }
        try machine.systemd.killUnits()
        do {
            let code = try await code
            Issue.record("it has ended with \(code)")
        } catch let failure as DeployFailure {
            #expect(failure.code == .unavailable && failure.message.contains("without a result"), "\(failure)")
        }
        try machine.letGo()
        #expect(try await machine.deploy() == 0)
    }

    /// The server's side of the connection is killed after a part of the file has come.
    @Test func aCopyGoesOnWhereItBroke() async throws {
        let machine = try SSHMachine()
        try machine.publish(plan: String(repeating: "a line of the plan\n", count: 1000))
        try machine.firstCopy(
            """
            head -c 7
            process=$PPID
            while read -r _ name _ parent _ <"/proc/$process/stat" && [ "$name" = "(sh)" ]; do process=$parent; done
            kill -KILL "$process"
            """)
        #expect(try await machine.deploy() == 0)
        #expect(machine.lines.contains { $0.contains("broke; going on in 1 s") }, "\(machine.lines.prefix(9))")
        let plan = try #require(
            machine.folder.files.first { $0.hasSuffix("generic.plan.gz") && $0.contains("/deploy/") })
        #expect(try machine.folder.read(plan) == machine.folder.read("release/demo-generic.plan.gz"))
    }

    @Test func aCopyThatStandsStillBeginsAgain() async throws {
        let machine = try SSHMachine()
        try machine.firstCopy("exec sleep 20")
        try await machine.copy(patience: 1)
        #expect(machine.lines.contains { $0.contains("broke; going on in 1 s") }, "\(machine.lines)")
        #expect(machine.folder.files.filter { $0.contains("/deploy/files/") }.count == 2)
    }

    @Test func aLongCopySaysHowFarItIs() async throws {
        let machine = try SSHMachine()
        try machine.folder.write(
            "release/demo-\(ThisProcess.architecture).gz", String(repeating: "a word ", count: 2_800_000))
        try machine.firstCopy("head -c 1000; sleep 3; exec /bin/cat")
        try await machine.copy(interval: 1)
        #expect(machine.lines.contains { $0.hasPrefix("  ") && $0.hasSuffix(" of 19 MB") }, "\(machine.lines)")
    }

    @Test func aPartThatIsThereIsNotCopiedAgain() async throws {
        let machine = try SSHMachine()
        let files = try machine.bundle().files(for: ThisProcess.architecture, "generic")
        let file = try #require(files.first { $0.name == "demo-generic.plan.gz" })
        try machine.folder.write("root/var/lib/landfall/demo/deploy/files/\(file.sha256).part", "plan")
        #expect(try await machine.deploy() == 0)
        #expect(machine.lines.contains("Copying demo-generic.plan.gz, 7 bytes, from 4 bytes on…"), "\(machine.lines)")
        #expect(machine.lines.contains("plan 1"))
    }

    /// As with a start-up file of root's that waits for a lock.
    @Test func aLoginShellThatHangsIsGivenUp() async throws {
        let machine = try SSHMachine()
        try machine.server.atLogin("sleep 10")
        let failure = try #require(
            await #expect(throws: DeployFailure.self) {
                try await machine.remote().ask(Scripts.last, [machine.deployed, "a.service"], pauses: [], limit: 2)
            })
        #expect(failure.code == .unavailable && failure.message.contains("within 2 s"), "\(failure)")
    }
}
