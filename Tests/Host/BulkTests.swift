import Foundation
import Host
import TestSupport
import Testing

@Suite struct BulkTests {
    private let folder = TemporaryFolder()

    @Test func dataGoesFromFileToFile() async throws {
        try folder.write("in", "one\ntwo\n")
        let result = try await Command("sh", ["-c", "tr a-z A-Z; echo said >&2; exit 3"]).move(
            .file(folder.file("in")), to: folder.file("out"))
        #expect(result == CommandResult(status: 3, lastLines: ["said"]))
        #expect(try folder.read("out") == "ONE\nTWO\n")
        #expect(mode(of: folder.file("out")) == 0o600)
    }

    @Test func nothingIsOverwrittenAndNoLinkIsFollowed() async throws {
        try folder.write("mine", "mine")
        symlink(folder.file("mine"), folder.file("link"))
        for name in ["mine", "link"] {
            await #expect(throws: FileFailure.self) { try await Command("true").move(to: folder.file(name)) }
        }
        await #expect(throws: FileFailure.self) { try await Command("true").move(.file(folder.file("link"))) }
        #expect(try folder.read("mine") == "mine")
    }

    @Test func aProgramAnswersWhatItIsAsked() async throws {
        let (result, answers) = try await Command("cat").converse { talk in
            var lines = talk.lines.makeAsyncIterator()
            talk.say("first\n")
            let first = await lines.next()
            talk.say("second\n")
            return [first, await lines.next()]
        }
        #expect(result.succeeded)
        #expect(answers == ["first", "second"])
    }

    @Test func aProgramThatEndsEarlyEndsTheConversation() async throws {
        let (result, answer) = try await Command("sh", ["-c", "echo bye >&2; exit 5"]).converse { talk in
            for _ in 1...100 { talk.say(String(repeating: "x", count: 10_000)) }
            var lines = talk.lines.makeAsyncIterator()
            return await lines.next()
        }
        #expect(result == CommandResult(status: 5, lastLines: ["bye"]))
        #expect(answer == nil)
    }

    @Test func aFailureOnThisSideEndsTheProgram() async throws {
        struct Mine: Error {}
        do {
            _ = try await Command("cat").converse { _ in throw Mine() }
            Issue.record("it succeeds")
        } catch let failure as ConversationFailure {
            #expect(failure.cause is Mine)
            #expect(failure.result?.succeeded == true)
        }
    }

    @Test func whatIsNotThereYetHasAFolderAboveThatIs() throws {
        try folder.write("there/file", "")
        let files = Files(.system)
        for path in ["there", "there/", "there/file"] {
            #expect(files.nearestExisting(folder.file(path)) == folder.file(path))
        }
        for path in ["there/not", "there/not/", "there/not/yet"] {
            #expect(files.nearestExisting(folder.file(path)) == folder.file("there"))
        }
        #expect(files.nearestExisting("/none-of-this/name") == "/")
        #expect(Files(Root(folder.path)).nearestExisting("/there/not/yet") == "/there")
        #expect(Files(Root(folder.path)).nearestExisting("/var/lib") == "/")
    }

    @Test func aFileIsReadPartByPart() throws {
        let bytes = (0..<700_000).map { UInt8(truncatingIfNeeded: $0) }
        try folder.write("large", bytes)
        var read: [UInt8] = []
        let size = try Files(.system).readParts(of: folder.file("large")) { read += $0 }
        #expect(size == 700_000 && read == bytes)
    }
}
