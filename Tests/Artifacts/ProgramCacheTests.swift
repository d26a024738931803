import Artifacts
import Foundation
import Gzip
import Stamp
import TestSupport
import Testing

@Suite struct ProgramCacheTests {
    let folder = TemporaryFolder()
    /// Large enough to be kept, and not all the same.
    private static let program = Executables.plain() + (0..<1 << 20).map { UInt8(truncatingIfNeeded: $0 &* $0 >> 7) }

    private func compressed(_ cache: ProgramCache) -> CompressedProgram {
        cache.compressed(Self.program, sha256: SHA256.hex(Self.program))
    }

    @Test func compressesAsGzipUnpacks() throws {
        let bytes = Gzip.compress(Self.program)
        #expect(Gzip.expand(bytes, limit: Self.program.count) == Self.program)
        #expect(Gzip.expand(bytes, limit: Self.program.count - 1) == nil)
        #expect(Gzip.expand(Array(bytes.dropLast()), limit: Self.program.count) == nil)
        // No name and no time: the flags and the four bytes after them.
        #expect(bytes[3..<8].allSatisfy { $0 == 0 })
        try folder.write("packed", bytes)
        try folder.write("whole", Self.program)
        let shell = try #require(Tool("sh"))
        let result = try shell.run(["-c", "gzip -dc <packed | cmp - whole"], in: folder.path)
        #expect(result.status == 0, "\(result.output)")
    }

    @Test func secondTimeTakesWhatIsKept() throws {
        let cache = ProgramCache(environment: ["XDG_CACHE_HOME": folder.path])
        let first = compressed(cache)
        let path = try #require(first.path)
        #expect(path.hasPrefix(folder.file("landfall/")))
        let time = Date(timeIntervalSince1970: 1_000_000)
        try FileManager.default.setAttributes([.modificationDate: time], ofItemAtPath: path)
        #expect(compressed(cache) == first)
        let facts = try FileManager.default.attributesOfItem(atPath: path)
        #expect(facts[.modificationDate] as? Date == time)
        #expect(compressed(.none).bytes == first.bytes)
    }

    /// Such as through one of its links.
    @Test func whatWasChangedIsMadeOnceMore() throws {
        let cache = ProgramCache(folder: folder.file("cache"))
        let first = compressed(cache)
        let path = try #require(first.path)
        var bytes = try Data(contentsOf: URL(fileURLWithPath: path))
        bytes[100] ^= 1
        try bytes.write(to: URL(fileURLWithPath: path))
        #expect(compressed(cache) == first)
        #expect(try [UInt8](Data(contentsOf: URL(fileURLWithPath: path))) == first.bytes)
    }

    @Test func appsShareTheFileThatIsKept() throws {
        let program = compressed(ProgramCache(folder: folder.file("cache")))
        let artifact = Artifact(path: "firstboot/program.gz", content: .program(program))
        for app in ["one", "two", "two"] {
            _ = try ArtifactWriter(folder: folder.file(app)).write([artifact])
            #expect(folder.files.filter { $0.hasPrefix("\(app)/") } == ["\(app)/firstboot/program.gz"])
        }
        #expect(try links(folder.file("two/firstboot/program.gz")) == 3)
    }

    @Test func whereNothingCanBeKeptItWorksToo() throws {
        try folder.write("file", "")
        for cache in [ProgramCache(folder: folder.file("file/cache")), ProgramCache(environment: ["HOME": "relative"])]
        {
            let program = compressed(cache)
            #expect(program.path == nil && Gzip.expand(program.bytes, limit: 1 << 24) == Self.program)
        }
    }

    private func links(_ path: String) throws -> Int? {
        try FileManager.default.attributesOfItem(atPath: path)[.referenceCount] as? Int
    }
}
