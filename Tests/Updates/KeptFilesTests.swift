import Foundation
import Host
import Installation
import Plan
import TestSupport
import Testing

@testable import Updates

@Suite struct KeptFilesTests {
    private let folder = TemporaryFolder()
    private var machine: Machine { Machine(.demo(), root: folder.path) }

    @Test func whatWasThereComesBackAndWhatWasNotGoes() throws {
        try folder.write("opt/demo/.env", "KEY='old'\n", mode: 0o600)
        try folder.write("opt/demo/conf/app.conf", "old", mode: 0o640)
        try FileManager.default.createDirectory(
            atPath: folder.file("var/lib/landfall/demo"), withIntermediateDirectories: true)
        let kept = KeptFiles(machine, in: "/var/lib/landfall/demo/kept")
        try kept.keep(["/opt/demo/.env", "/opt/demo/conf/app.conf", "/opt/demo/new.conf", "/etc/demo/parameters.yaml"])
        try folder.write("opt/demo/.env", "KEY='new'\n", mode: 0o644)
        try FileManager.default.removeItem(atPath: folder.file("opt/demo/conf"))
        try folder.write("opt/demo/new.conf", "new")
        try folder.write("etc/demo/parameters.yaml", "new: 1\n")
        // Twice, as after an interruption.
        for _ in 1...2 {
            try kept.bringBack()
            #expect(
                try folder.read("opt/demo/.env") == "KEY='old'\n" && mode(of: folder.file("opt/demo/.env")) == 0o600)
            #expect(try folder.read("opt/demo/conf/app.conf") == "old")
            #expect(mode(of: folder.file("opt/demo/conf/app.conf")) == 0o640)
            for path in ["opt/demo/new.conf", "etc/demo/parameters.yaml"] {
                #expect(!FileManager.default.fileExists(atPath: folder.file(path)))
            }
        }
        #expect(mode(of: folder.file("var/lib/landfall/demo/kept")) == 0o700)
    }

    @Test func aMissingCopyIsAnErrorThatNamesIt() throws {
        try folder.write("opt/demo/.env", "x")
        try FileManager.default.createDirectory(
            atPath: folder.file("var/lib/landfall/demo"), withIntermediateDirectories: true)
        let kept = KeptFiles(machine, in: "/var/lib/landfall/demo/kept")
        #expect(throws: Failure.self) { try kept.bringBack() }
        try kept.keep(["/opt/demo/.env"])
        try FileManager.default.removeItem(atPath: folder.file("var/lib/landfall/demo/kept/0"))
        #expect(throws: Failure.self) { try kept.bringBack() }
    }
}

@Suite struct KeptReleaseTests {
    @Test func itsTagsAreNamesThatDockerTakes() {
        let release = KeptRelease(
            id: "1.4.0+git/7-20260101T000000Z", version: "1.4.0", until: 0,
            images: ["a:1": "sha256:1", "b": "sha256:2"],
            data: [])
        let tags = release.tags(Machine(.demo()))
        #expect(
            tags.map(\.tag) == ["demo-kept:1.4.0_git_7-20260101T000000Z-1", "demo-kept:1.4.0_git_7-20260101T000000Z-2"])
        #expect(tags.map(\.image) == ["sha256:1", "sha256:2"])
    }

    @Test func anAgeIsReadable() {
        let now = Timestamp.now.seconds
        #expect(RollBack.age(now - 61) == "1 minute" && RollBack.age(now) == "0 minutes")
        #expect(RollBack.age(now - 3 * 3600 - 5) == "3 hours" && RollBack.age(now - 200_000) == "2 days")
    }
}

@Suite struct CommandLimitTests {
    @Test func aCommandThatTakesTooLongIsEnded() async throws {
        let late = try await Command("sleep", ["60"]).limited(to: 1).run()
        #expect(late.status == Command.lateStatus)
        #expect(try await Command("sh", ["-c", "exit 3"]).limited(to: 60).run().status == 3)
    }
}
