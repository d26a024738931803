import Glibc
import Host
import TestSupport
import Testing

@Suite struct FilesTests {
    let folder = TemporaryFolder()
    var files: Files { Files(Root(folder.path)) }

    @Test func aWriteHasItsBytesAndModeAndLeavesNothingElse() throws {
        try files.write("/secret", Array("abc".utf8), mode: 0o600)
        try files.write("/public", [], mode: 0o644)
        #expect(try files.read("/secret") == Array("abc".utf8))
        #expect(mode(of: folder.file("secret")) == 0o600)
        #expect(mode(of: folder.file("public")) == 0o644)
        #expect(folder.files == ["public", "secret"])
    }

    @Test func aWriteReplacesWhatAKilledRunLeft() throws {
        let stray = folder.file(".config.landfall")
        symlink("/etc/hostname", stray)
        try files.write("/config", [1, 2], mode: 0o640)
        #expect(try files.read("/config") == [1, 2])
        #expect(mode(of: folder.file("config")) == 0o640)
        #expect(folder.files == ["config"])
    }

    @Test func aWriteIntoAMissingFolderFailsAndSaysWhere() {
        let failure = #expect(throws: FileFailure.self) { try files.write("/no/where", [1], mode: 0o600) }
        #expect(failure?.description == "cannot create \(folder.path)/no/.where.landfall: No such file or directory")
    }

    @Test func severalFilesAreWrittenTogether() throws {
        try files.createFolder("/a/b", mode: 0o700)
        try files.write([.init("/a/x", [1], mode: 0o600), .init("/a/b/y", [2], mode: 0o644)])
        #expect(try files.read("/a/x") == [1])
        #expect(try files.read("/a/b/y") == [2])
    }

    @Test func aFolderGetsItsModeAlsoWhereItWas() throws {
        mkdir(folder.file("state"), 0o777)
        try files.createFolder("/state", mode: 0o700)
        #expect(mode(of: folder.file("state")) == 0o700)
        try files.write("/state/file", [], mode: 0o600)
        #expect(throws: FileFailure.self) { try files.createFolder("/state/file") }
    }

    @Test func readingTellsMissingFromTooLong() throws {
        #expect(try files.read("/none") == nil)
        try files.write("/long", [UInt8](repeating: 7, count: 100), mode: 0o600)
        #expect(throws: FileFailure.self) { try files.read("/long", limit: 99) }
        #expect(try files.read("/long", limit: 100)?.count == 100)
    }

    @Test func theFirstLineIsTrimmed() throws {
        try files.write("/name", Array("  web-1 \nrest".utf8), mode: 0o644)
        #expect(files.firstLine("/name") == "web-1")
        #expect(files.firstLine("/none") == nil)
    }

    @Test func aLockIsHeldOnce() throws {
        func isFree() throws -> Bool { if try Lock.take("/lock", in: files) != nil { true } else { false } }
        do {
            let held = try Lock.take("/lock", in: files)
            #expect(try !isFree())
            _ = consume held
        }
        #expect(try isFree())
    }

    @Test(.timeLimit(.minutes(1))) func aTakenLockIsWaitedFor() async throws {
        let files = files
        let (waits, source) = AsyncStream<Void>.makeStream()
        var waiter: Task<Void, any Error>?
        do {
            let held = try Lock.take("/lock", in: files)
            waiter = Task { _ = try await Lock.wait(for: "/lock", in: files) { source.yield() } }
            // It has found the lock taken before it is given back.
            for await _ in waits { break }
            _ = consume held
        }
        try await waiter?.value
        _ = try await Lock.wait(for: "/lock", in: files) { Issue.record("a free lock is waited for") }
    }
}
