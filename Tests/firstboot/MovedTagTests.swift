import Foundation
import Host
import Plan
import TestSupport
import Testing

@testable import Docker
@testable import Installation

/// The images that `prepare` recorded are those that run.
@Suite struct MovedTagTests {
    @Test(arguments: ["provision", "start"]) func aTagThatWasMovedDoesNotRunUntilItIsAccepted(verb: String) async throws
    {
        let boot = try await Boot.prepared()
        if verb == "start" { #expect(try await boot.run("provision").status == 0) }
        let calls = boot.docker.calls.count
        try boot.docker.moveTag("web:1", to: "other")
        let result = try await boot.run(verb)
        #expect(result.status == 65, "\(result.lastLines)")
        #expect(
            result.lastLines.suffix(4) == [
                "error: the image web:1 is not the one that `democtl prepare` recorded",
                "  recorded: web@sha256:digest", "  here: web@sha256:other",
                "help: to accept the one that is here, run `sudo democtl prepare`, which records it; to go back to the "
                    + "recorded one, use `docker pull web@sha256:digest && docker tag web@sha256:digest web:1`",
            ])
        #expect(boot.docker.calls.count == calls)
        #expect(try await boot.run("prepare").status == 0)
        #expect(try await boot.run(verb).status == 0)
    }

    @Test func anImageThatIsGoneComesBackByItsDigest() async throws {
        let boot = try await Boot.prepared()
        try boot.docker.remove("web:1")
        #expect(try await boot.run("provision").status == 0)
        #expect(
            boot.docker.calls.prefix(2) == ["pull --quiet web@sha256:digest", "tag web@sha256:digest web:1"])
    }

    @Test func aDamagedRecordIsSaid() async throws {
        let boot = try await Boot.prepared()
        try boot.folder.write("root/var/lib/landfall/demo-images.json", "{")
        let result = try await boot.run("provision")
        #expect(result.status == 65)
        #expect(result.lastLines.contains { $0.hasPrefix("error: ") && $0.hasSuffix("demo-images.json is damaged") })
    }

    @Test(arguments: [
        ("web:1", "web@sha256:b"), ("registry.example:5000/web:1", "registry.example:5000/web@sha256:c"),
        ("other:1", "registry.example:5000/web@sha256:c"),
    ]) func theDigestIsTheNamesOwn(name: String, digest: String) {
        let image = EngineImage(id: "i", digests: ["web@sha256:b", "registry.example:5000/web@sha256:c"])
        #expect(ImageRecord.Entry(name: name, image).digest == digest)
    }

    /// Two images of the real engine's, and a tag that is moved from one to the other.
    @Test(.enabled(if: ProcessInfo.processInfo.environment["DOCKER_HOST"]?.isEmpty == false))
    func theEnginesOwnIdTellsThemApart() async throws {
        let folder = TemporaryFolder()
        let name = "landfall-moved-\(UUID().uuidString.prefix(8).lowercased())"
        for text in ["one", "two"] {
            try folder.write("\(text)/file", text)
            let archive = folder.file("\(text).tar")
            #expect(try await Command("tar", ["-cf", archive, "-C", folder.file(text), "file"]).run().succeeded)
            #expect(try await Command("docker", ["import", archive, "\(name):\(text)"]).run().succeeded)
        }
        func docker(_ arguments: String...) async throws { _ = try await Command("docker", arguments).run() }
        try await docker("tag", "\(name):one", "\(name):1")
        var plan = Plan.demo()
        plan.stack.services = [Service(name: "web", image: "\(name):1")]
        let machine = Machine(plan, root: folder.file("root"))
        try await RecordImages(machine).run()
        try await PullImages(machine).pullMissing()
        try await docker("tag", "\(name):two", "\(name):1")
        let failure = await #expect(throws: Failure.self) { try await PullImages(machine).pullMissing() }
        #expect(failure?.message == "the image \(name):1 is not the one that `democtl prepare` recorded")
        try await RecordImages(machine).run()
        try await PullImages(machine).pullMissing()
        try await docker("rmi", "\(name):1", "\(name):one", "\(name):two")
    }
}
