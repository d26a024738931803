import Foundation
import Host
import Plan
import Stamp
import TestSupport
import Testing

/// Updates of an app whose machine builds it from its source, with Git and a real engine.
@Suite(.enabled(if: RealEngine.isHere, "run by Scripts/with-engine"), .serialized) struct SourceUpdateTests {
    @Test func aReleaseIsMergedAndBuiltAndGoesBackWithTheOwnersSource() async throws {
        let machine = try await SourceUpdateMachine()
        #expect(try await machine.served() == ["first", "middle", "last", "Put agents here."])
        try machine.write("page.txt", "first\nmiddle\nMINE\n")
        try machine.write("agents/mine.txt", "an agent\n")
        let before = try machine.state()
        let updated = try await machine.update("1.1.0", page: "FIRST\nmiddle\nlast\n", readme: "Other words.\n")
        try #require(updated.status == 0, "\(updated.lastLines)")
        #expect(try await machine.served() == ["FIRST", "middle", "MINE", "Put agents here.", "an agent"])
        #expect(try machine.git("log", "--format=%s", "vendor") == "Demo 1.1.0\nDemo 1.0.0\n")
        #expect(try machine.git("status", "--porcelain") == "")

        let back = try await machine.run("rollback", "--yes")
        #expect(back.status == 0, "\(back.lastLines)")
        // The image is that of then, which was built before the owner's edits; those are in the source as they were.
        #expect(try await machine.served() == ["first", "middle", "last", "Put agents here."])
        #expect(try machine.state() == before)
        let forth = try await machine.run("rollback", "--yes")
        #expect(forth.status == 0, "\(forth.lastLines)")
        #expect(try await machine.served() == ["FIRST", "middle", "MINE", "Put agents here.", "an agent"])
        try await machine.takeAway()
    }

    @Test func whateverFailsTheSourceAndTheAppAreAsBefore() async throws {
        let machine = try await SourceUpdateMachine()
        try machine.write("page.txt", "MINE\nmiddle\nlast\n")
        let (before, served) = (try machine.state(), try await machine.served())
        func fails(_ words: String, code: Int32, _ update: () async throws -> CommandResult) async throws {
            let result = try await update()
            #expect(result.status == code, "\(result.lastLines)")
            #expect(result.lastLines.contains { $0.contains(words) }, "\(result.lastLines)")
            #expect(try machine.state() == before)
            #expect(try await machine.served() == served)
        }
        try await fails("  yours: changed, 1 lines added and 1 removed", code: 65) {
            try await machine.update("1.1.0", page: "THEIRS\nmiddle\nlast\n")
        }
        try await fails("the image of the service web cannot be built", code: 69) {
            try await machine.update(
                "1.2.0", page: "first\nmiddle\nlast\n", dockerfile: "FROM postgres:17\nCOPY none /srv/\n")
        }
        try await fails("1.0.0 is back with its data", code: 69) {
            try await machine.update("1.3.0", page: "first\nmiddle\nlast\n", health: "false")
        }
        try await machine.takeAway()
    }

    @Test func aKillLeavesTheOldOrTheNewSourceWhole() async throws {
        let machine = try await SourceUpdateMachine()
        try machine.write("page.txt", "first\nmiddle\nMINE\n")
        let moments: [(String, () -> Bool)] = [
            ("merged", { machine.has("var/lib/landfall/demo/source-next.json") }),
            ("being copied", { machine.has("opt/demo/.src.restored") }),
            ("exchanging", { machine.journal.contains("exchanging") }),
            ("exchanged", { (try? machine.git("log", "-1", "--format=%s", "vendor")) == "Demo \(machine.next)\n" }),
            ("committed", { machine.journal.contains("committed") }),
        ]
        for (name, holds) in moments {
            let (before, served) = (try machine.state(), try await machine.served())
            let version = try await machine.version
            machine.next = "1.\(Int(version.split(separator: ".")[1])! + 1).0"
            let page = "\(machine.next)\nmiddle\nlast\n"
            try await machine.kill(try machine.command("update", of: machine.next, page: page), when: holds)
            let started = try await machine.run("start")
            #expect(started.status == 0, "\(name): \(started.lastLines)")
            if try await machine.version == version {
                #expect(try machine.state() == before, "\(name)")
                #expect(try await machine.served() == served, "\(name)")
            } else {
                #expect(try await machine.served() == [machine.next, "middle", "MINE", "Put agents here."], "\(name)")
                #expect(try machine.git("status", "--porcelain") == "", "\(name)")
            }
            #expect(!machine.has("opt/demo/.src.restored") && machine.journal.isEmpty, "\(name)")
        }
        let last = try await machine.update("2.0.0", page: "two\nmiddle\nlast\n")
        #expect(last.status == 0, "\(last.lastLines)")
        #expect(try await machine.served() == ["two", "middle", "MINE", "Put agents here."])
        try await machine.takeAway()
    }
}
