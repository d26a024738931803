import Foundation
import Host
import Installation
import Plan
import Rollout
import TestSupport
import Testing

/// What happens beside a change that runs or was cut off.
@Suite struct InterruptedUpdateTests {
    @Test func whatOnlyShowsSomethingRunsBesideAChange() async throws {
        let machine = try await StandInMachine()
        let journal = machine.state + "/update.json"
        try machine.folder.write("root/var/lib/landfall/demo/update.json", "{}", mode: 0o600)
        do {
            let lock = try Rollout.takeLock(Machine(StandInMachine.plan("1.0.0"), root: machine.root))
            for words in [
                ["logs"], ["credentials"], ["diff"],
                ["report", "--to", machine.folder.file("report.tar.gz")],
            ] {
                let result = try await Command(
                    machine.binary, [words[0], "--root", machine.root] + words.dropFirst(),
                    environment: machine.docker.environment
                ).run()
                #expect(result.status == 0, "\(words): \(result.lastLines)")
            }
            for verb in ["status", "doctor"] {
                let lines = try await machine.run(verb).lastLines
                #expect(!lines.contains { $0.contains("interrupted") || $0.contains("is damaged") }, "\(lines)")
            }
            #expect(try await machine.run("notice", "off").status == 0)
            for words in ["start", "update"] { #expect(try await machine.run(words).status == 75) }
            _ = lock
        }
        #expect(FileManager.default.fileExists(atPath: journal))
        let damage = "FAIL  update: \(journal) is damaged"
        #expect(try await machine.run("doctor").lastLines.contains(damage))
        #expect(try await machine.run("start").lastLines.contains { $0.contains("is damaged") })
    }

    @Test func oldDataIsNotDroppedUnderAChange() async throws {
        let machine = try await StandInMachine()
        do {
            let lock = try Rollout.takeLock(Machine(StandInMachine.plan("1.0.0"), root: machine.root))
            #expect(try await machine.run("restore", "--drop-old").status == 75)
            _ = lock
        }
        #expect(try await machine.run("restore", "--drop-old").status == 0)
    }

    @Test func twoUpdatesDoNotTakeEachOthersProgram() async throws {
        let machine = try await StandInMachine()
        let source = try machine.publish("2.0.0")
        let next = "root/usr/local/bin/democtl.next"
        try machine.folder.write(next, "of the other update")
        // No process has such a number.
        try machine.folder.write(next + "-99999999", "of one that was killed")
        try machine.folder.write("root/usr/local/bin/.democtl.next-99999999.landfall", "of one killed as it wrote")
        do {
            let lock = try Rollout.takeLock(Machine(StandInMachine.plan("1.0.0"), root: machine.root))
            let result = try await machine.run("update", "--yes", "--from", source)
            #expect(result.status == 75, "\(result.lastLines)")
            _ = lock
        }
        #expect(try machine.folder.read(next) == "of the other update")
        let names = try FileManager.default.contentsOfDirectory(
            atPath: machine.folder.file("root/usr/local/bin"))
        #expect(names.sorted() == ["democtl", "democtl.next"])
        let updated = try await machine.run("update", "--yes", "--from", source)
        #expect(updated.status == 0, "\(updated.lastLines)")
        #expect(try await machine.version == "2.0.0")
    }

    /// A migration fills the disk to its last byte, and then fails.
    @Test(.enabled(if: geteuid() == 0, "it mounts a small disk")) func goingBackNeedsNoRoomOnAFullDisk() async throws {
        let machine = try await StandInMachine(disk: ["-t", "tmpfs", "-o", "size=400m", "tmpfs"]) { root in
            "if [[ $* == *'--to 2.0.0' ]]; then cat /dev/zero >\(root)/fill; exit 1; fi"
        }
        defer { _ = umount2(machine.root, 2) }  // MNT_DETACH
        let failed = try await machine.run("update", "--yes", "--from", try machine.publish("2.0.0"))
        #expect(failed.lastLines.contains { $0.contains("1.0.0 is back") }, "\(failed.lastLines)")
        #expect(FileManager.default.fileExists(atPath: machine.root + "/fill"))
        #expect(!FileManager.default.fileExists(atPath: machine.state + "/update.json"))
        #expect(try await machine.version == "1.0.0")
    }

    @Test func anInstallerOfAnotherReleaseReplacesNoneThatIsSetUp() async throws {
        let machine = try await StandInMachine()
        let other = try machine.publish("2.0.0") + "/demo-generic-\(ThisProcess.architecture)"
        func install(_ flags: String...) async throws -> CommandResult {
            try await Command(
                other, ["install", "--root", machine.root, "--no-questions"] + flags,
                environment: machine.docker.environment
            ).run()
        }
        let refused = try await install()
        #expect(refused.status == 64, "\(refused.lastLines)")
        #expect(refused.lastLines.contains { $0.contains("1.0.0 is set up here, and this is 2.0.0") })
        #expect(try await machine.version == "1.0.0")
        let tooMuch = try await install("--upgrade", "--set", "domain=a.example", "--images", "/archives", "--new-data")
        #expect(tooMuch.status == 64, "\(tooMuch.lastLines)")
        #expect(
            tooMuch.lastLines.contains { $0.contains("cannot take `--set domain`, `--images`, `--new-data`") },
            "\(tooMuch.lastLines)")
        #expect(tooMuch.lastLines.contains { $0.contains("democtl configure") && $0.contains("update --from") })
        #expect(try await machine.version == "1.0.0")
        let upgraded = try await install("--upgrade")
        #expect(upgraded.status == 0, "\(upgraded.lastLines)")
        #expect(try await machine.version == "2.0.0")
        #expect(try await machine.run("rollback", "--yes").status == 0)
        #expect(try await machine.version == "1.0.0")
    }

    /// The journal of the migration is put back after the update, as if its owner had installed 2.0.0 by hand when the
    /// update was cut off.
    @Test func theProgramOfTheReleaseBeforeComesBackFirst() async throws {
        let machine = try await StandInMachine { root in
            let journal = "\(root)/var/lib/landfall/demo/update.json"
            return "if [[ $* == *'--to 2.0.0' ]]; then cp \(journal) \(root)/journal; fi"
        }
        let updated = try await machine.run("update", "--yes", "--from", try machine.publish("2.0.0"))
        #expect(updated.status == 0, "\(updated.lastLines)")
        // A program of before 2026-11-27 does not read one without this.
        #expect(try machine.folder.read("root/journal").contains("\"restarting\""))
        try FileManager.default.moveItem(
            atPath: machine.root + "/journal", toPath: machine.state + "/update.json")
        let checked = try await machine.run("doctor")
        for line in [
            "FAIL  update: the update to 2.0.0 was interrupted",
            "      help: `sudo democtl start` puts back what was in use",
        ] {
            #expect(checked.lastLines.contains(line), "\(checked.lastLines)")
        }
        #expect(checked.lastLines.contains { $0.hasSuffix(" can be fixed by `democtl doctor --fix`.") })
        let standing = "demo: the update to 2.0.0 was interrupted; `sudo democtl start` puts back what was in use"
        #expect(try await machine.run("status").lastLines.contains(standing))
        let json = try await machine.run("status", "--json").lastLines
        #expect(json.contains { $0.contains(#""interrupted": "update""#) }, "\(json)")
        let fixed = try await machine.run("doctor", "--fix")
        #expect(!fixed.lastLines.contains { $0.contains("was interrupted") }, "\(fixed.lastLines)")
        let started = try await machine.run("start")
        #expect(started.status == 0, "\(started.lastLines)")
        #expect(try await machine.version == "1.0.0")
        let state = try machine.folder.read("root/var/lib/landfall/demo/state.json")
        #expect(state.contains(#""1.0.0""#) && !state.contains(#""2.0.0""#))
        #expect(!FileManager.default.fileExists(atPath: machine.state + "/update.json"))
    }
}
