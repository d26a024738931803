import Foundation
import Installation
import TestSupport
import Testing

@testable import Source

/// What a backup has of the source, and how it comes back on another machine.
@Suite struct SourceCopyTests {
    private let first = ["page.txt": "first\nmiddle\nlast\n", "agents/README.md": "Put agents here.\n"]

    @Test func `another machine gets the owner's work by the commands of the page, and updates merge with it`()
        async throws
    {
        let (lost, new) = (try SourceMachine(), try SourceMachine())
        let (computer, file) = try lost.release("1.0.0", first, own: ["agents"])
        try await SourceRepository(computer).layDown(file)
        try lost.write("page.txt", "first\nmiddle\nMINE\n")
        try lost.owner("commit", "-q", "-a", "-m", "Mine")
        try lost.write("agents/mine.txt", "an agent\n")
        let before = try lost.owner("status", "--porcelain", "--branch")
        let bundle = lost.folder.file("source.bundle")
        try await SourceCopy(computer).write(to: bundle)
        #expect(try lost.owner("status", "--porcelain", "--branch") == before)

        let (other, again) = try new.release("1.0.0", first, own: ["agents"])
        try await SourceRepository(other).layDown(again)
        try new.owner(
            "fetch", "-q", "--force", bundle, "refs/heads/vendor:refs/heads/vendor",
            "refs/landfall/backup:refs/landfall/backup")
        try new.owner("reset", "-q", "--hard", "refs/landfall/backup")
        #expect(try new.folder.read("root/opt/demo/src/page.txt") == "first\nmiddle\nMINE\n")
        #expect(try new.folder.read("root/opt/demo/src/agents/mine.txt") == "an agent\n")
        let next = try new.release(
            "1.1.0", first.merging(["page.txt": "FIRST\nmiddle\nlast\n"]) { $1 }, own: ["agents"])
        let merge = SourceMerge(next.0)
        try await merge.run(next.1)
        #expect(try String(contentsOfFile: "\(merge.tree)/page.txt", encoding: .utf8) == "FIRST\nmiddle\nMINE\n")
    }

    @Test func `what is committed is kept where Git cannot take the rest`() async throws {
        let machine = try SourceMachine()
        let (computer, file) = try machine.release("1.0.0", first)
        let bundle = machine.folder.file("source.bundle")
        try await SourceCopy(computer).write(to: bundle)
        #expect(!FileManager.default.fileExists(atPath: bundle))
        try await SourceRepository(computer).layDown(file)
        try machine.owner("init", "-q", "tools")
        try machine.sh(
            "cd root/opt/demo/src/tools && touch x && git add x && git -c user.name=O -c user.email=o@e commit -qm x")
        let failure = await #expect(throws: Failure.self) { try await SourceCopy(computer).write(to: bundle) }
        #expect(failure?.message.contains("src/tools is a Git repository of its own") == true)
        #expect(try machine.owner("bundle", "list-heads", bundle).contains(" refs/heads/main\n"))
    }
}
