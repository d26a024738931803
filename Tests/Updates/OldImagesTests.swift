import Foundation
import Host
import Plan
import TestSupport
import Testing

/// What becomes of a release that the machine can no longer go back to, and since when the services' output is shown.
@Suite struct OldImagesTests {
    private func update(_ machine: StandInMachine, to number: Int, imagesAreHere owned: Bool = false) async throws {
        let source = try machine.publish("\(number).0.0") { plan in
            for index in plan.stack.services.indices {
                plan.stack.services[index].image = "\(plan.stack.services[index].name):\(number)"
            }
        }
        // Otherwise they would be somebody else's.
        if !owned { for name in ["web", "db"] { try machine.docker.remove("\(name):\(number)") } }
        let updated = try await machine.run("update", "--yes", "--from", source)
        #expect(updated.status == 0, "\(updated.lastLines)")
    }

    private func removed(_ machine: StandInMachine, _ name: String) -> Bool {
        machine.docker.calls.contains("image rm \(name)")
    }

    @Test func namesThatNobodyNeedsGoWithTheirRelease() async throws {
        let machine = try await StandInMachine()
        // Another app has db:1, as its record says.
        let record = #"{"format":1,"images":[{"name":"docker.io/library/db:1","id":"sha256:x","digests":[]}]}"#
        try machine.folder.write("root/var/lib/landfall/other-images.json", record)
        for number in 2...3 { try await update(machine, to: number) }
        #expect(!machine.docker.calls.contains { $0.hasPrefix("image rm web:") || $0.hasPrefix("image rm db:") })

        try await update(machine, to: 4)
        #expect(removed(machine, "web:1") && !removed(machine, "db:1"))
        // Its tags first: Docker refuses to remove the last name of an image that a container uses.
        let calls = machine.docker.calls
        let tag = try #require(calls.lastIndex { $0.hasPrefix("image rm demo-kept:1.0.0-") })
        let name = try #require(calls.firstIndex(of: "image rm web:1"))
        #expect(tag < name)

        // Somebody has given the name to an image of his own.
        try machine.docker.moveTag("web:2", to: "another")
        try await update(machine, to: 5)
        #expect(removed(machine, "db:2") && !removed(machine, "web:2"))
        for number in 3...5 { #expect(!removed(machine, "web:\(number)") && !removed(machine, "db:\(number)")) }
        #expect(try await machine.run("rollback", "--yes").status == 0)
        #expect(try await machine.version == "4.0.0")
        #expect(!removed(machine, "web:4"))
    }

    /// Somebody had pulled them before the update.
    @Test func whatWasHereBeforeTheUpdateStays() async throws {
        let machine = try await StandInMachine()
        try await update(machine, to: 2, imagesAreHere: true)
        for number in 3...5 { try await update(machine, to: number) }
        #expect(removed(machine, "web:1") && !removed(machine, "web:2") && !removed(machine, "db:2"))
    }

    /// What writes the state again does not move it.
    @Test func logsSinceAnUpdateBeginWithIt() async throws {
        struct Releases: Decodable {
            struct Release: Decodable { var until: Double }
            var releases: [Release]
        }
        let machine = try await StandInMachine()
        let later = [FileAttributeKey.modificationDate: Date(timeIntervalSinceNow: 86_400)]
        func since() async throws -> String {
            try FileManager.default.setAttributes(later, ofItemAtPath: machine.state + "/state.json")
            let shown = try await machine.run("logs", "--since-update")
            #expect(shown.status == 0, "\(shown.lastLines)")
            let calls = machine.docker.calls
            let last = calls.last { $0.hasPrefix("logs ") }
            let call = try #require(last)
            let words = call.split(separator: " ")
            let index = words.firstIndex(of: "--since")
            let flag = try #require(index)
            return String(words[flag + 1])
        }
        // Before the first one: the end of the first boot.
        let begin = try await since()
        let first = try #require(Timestamp(iso8601: begin))
        #expect(first.seconds <= Timestamp.now.seconds + 1)

        try await update(machine, to: 2)
        let text = try machine.folder.read("root/var/lib/landfall/demo/releases/releases.json")
        let releases = try JSONDecoder().decode(Releases.self, from: Data(text.utf8)).releases
        let until = try #require(releases.last).until
        #expect(try await since() == Timestamp(seconds: until).iso8601)
    }
}
