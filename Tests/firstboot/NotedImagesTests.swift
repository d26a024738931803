import Foundation
import Host
import Plan
import TestSupport
import Testing

@testable import Docker
@testable import ImageMaking
@testable import Installation

/// Images that were on the machine before the app stay on it after the app.
@Suite struct NotedImagesTests {
    private let folder = TemporaryFolder()
    private let mark = "landfall-noted-\(UUID().uuidString.prefix(8).lowercased())"

    private func machine(_ images: [String], app: String = "demo") -> Machine {
        var plan = Plan.demo()
        plan.app.name = app
        plan.stack.services = images.enumerated().map { Service(name: "s\($0)", image: $1) }
        return Machine(plan, root: folder.file("root"))
    }

    /// Makes an image of the real engine's with a file of that content.
    private func make(_ name: String, _ content: String) async throws {
        try folder.write("\(content)/file", mark + content)
        let archive = folder.file("\(content).tar")
        try #require(try await Command("tar", ["-cf", archive, "-C", folder.file(content), "file"]).run().succeeded)
        try #require(try await Command("docker", ["import", archive, name]).run().succeeded)
    }

    private func id(_ name: String) async throws -> String? {
        try DockerEngine().image(name)?.id
    }

    @Test(.enabled(if: RealEngine.isHere)) func theOwnersStayAndTheAppsGo() async throws {
        let (own, moved, new) = ("\(mark):own", "\(mark):moved", "\(mark):new")
        try await make(moved, "archived")
        try await make(new, "new")
        let archives = folder.file("archives")
        try FileManager.default.createDirectory(atPath: archives, withIntermediateDirectories: true)
        _ = try await RealEngine.lines("save", "--output", "\(archives)/images.tar", moved, new)
        _ = try await RealEngine.lines("image", "rm", moved, new)
        // What the owner has: one that the app uses, and another one under a name of the app's.
        try await make(own, "own")
        try await make(moved, "owners")
        let (ownID, movedID) = try await (id(own), id(moved))
        #expect(ownID != nil && movedID != nil)

        let machine = machine([own, moved, new])
        try await NoteImages(machine).run()
        try await LoadImages(machine, from: archives).run()
        // A run that was cut off here is run again.
        try await NoteImages(machine).run()
        try await RecordImages(machine).run()
        #expect(try await id(moved) != movedID)
        #expect(try await id(new) != nil)

        let removed = try await RemoveOwnImages(machine).run(try ImageRecord.read(on: machine).images)
        #expect(removed.sorted() == [moved, new])
        #expect(try await id(own) == ownID)
        #expect(try await id(moved) == movedID)
        #expect(try await id(new) == nil)
        _ = try await RealEngine.lines("image", "rm", own, moved)
    }

    /// With another app of the machine the first one's images do not become somebody else's.
    @Test(.enabled(if: RealEngine.isHere)) func aSecondAppFindsNoImageOfTheFirst() async throws {
        let shared = "\(mark):shared"
        let first = machine([shared], app: "first")
        let second = machine([shared], app: "second")
        try await NoteImages(first).run()
        try await make(shared, "shared")
        try await RecordImages(first).run()
        try await NoteImages(second).run()
        try await RecordImages(second).run()
        #expect(try await RemoveOwnImages(first).run(try ImageRecord.read(on: first).images) == [])
        try first.files.remove(first.paths.images)
        #expect(try await RemoveOwnImages(second).run(try ImageRecord.read(on: second).images) == [shared])
        // From now on it is the owner's.
        try await make(shared, "shared")
        try await NoteImages(second).run()
        #expect(try await RemoveOwnImages(second).run(try ImageRecord.read(on: second).images) == [])
        _ = try await RealEngine.lines("image", "rm", shared)
    }

    /// A machine of an earlier release has only the record of its images.
    @Test(.enabled(if: RealEngine.isHere)) func whatAnEarlierReleaseRecordedIsTheApps() async throws {
        let name = "\(mark):old"
        let machine = machine([name])
        try await make(name, "old")
        try await RecordImages(machine).run()
        try folder.write(
            "root/var/lib/landfall/changes.json",
            #"{"format":1,"apps":["demo"],"packages":[],"paths":[],"#
                + #""firewall":{"wasTurnedOn":false,"added":[],"needed":{}}}"#)
        try await NoteImages(machine).run()
        #expect(try MachineChanges.read(on: machine).apps == ["demo"])
        #expect(try await RemoveOwnImages(machine).run(try ImageRecord.read(on: machine).images) == [name])
    }
}
