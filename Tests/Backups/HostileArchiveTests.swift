import Foundation
import TestSupport
import Testing

@testable import Backups

/// Archives that somebody else made.
@Suite struct HostileArchiveTests {
    private let folder = TemporaryFolder()

    /// Collects what a reader sees.
    private final class Seen: TarReader.Visitor {
        var members: [TarReader.Member] = []
        var bytes: [UInt8] = []
        func begin(_ member: TarReader.Member) { members.append(member) }
        func write(_ bytes: UnsafeRawBufferPointer) { self.bytes += bytes }
    }

    /// Runs Python with `tarfile` to make an archive, and gives its bytes.
    private func archive(_ script: String) throws -> [UInt8] {
        let path = folder.file("a.tar")
        let text = """
            import io, tarfile
            t = tarfile.open("\(path)", "w", format=tarfile.PAX_FORMAT)
            def add(name, kind=tarfile.REGTYPE, link="", data=b"", **more):
                i = tarfile.TarInfo(name)
                i.type, i.linkname, i.size = kind, link, len(data)
                for k, v in more.items(): setattr(i, k, v)
                t.addfile(i, io.BytesIO(data))
            \(script)
            t.close()
            """
        let result = try #require(Tool("python3")).run(["-c", text])
        try #require(result.status == 0, "\(result.output)")
        return [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
    }

    private func read(_ bytes: [UInt8], parts: Int = 1000) throws -> Seen {
        let seen = Seen()
        let reader = TarReader(seen)
        for start in stride(from: 0, to: bytes.count, by: parts) {
            let part = Array(bytes[start..<min(start + parts, bytes.count)])
            if !part.withUnsafeBytes(reader.add) { break }
        }
        try reader.finish()
        return seen
    }

    @Test(arguments: [1, 511, 512, 513, 100_000]) func anOrdinaryOneIsRead(parts: Int) throws {
        let bytes = try archive(
            """
            add("./manifest.json", data=b"x" * 1025)
            add("./" + "long/" * 60 + "end", data=b"y")
            add("./dumps", tarfile.DIRTYPE)
            add("./times", data=b"", mtime=1.5)
            """)
        let seen = try read(bytes, parts: parts)
        #expect(
            seen.members.map(\.path) == [
                "manifest.json", String(repeating: "long/", count: 60) + "end", "dumps", "times",
            ])
        #expect(seen.members.map(\.size) == [1025, 1, 0, 0])
        #expect(seen.bytes.count == 1026)
    }

    @Test(arguments: [
        (#"add("/etc/passwd", data=b"x")"#, "/etc/passwd is an absolute path"),
        (#"add("../up", data=b"x")"#, "../up leads out of the folder"),
        (#"add("a/../../up", data=b"x")"#, "a/../../up leads out of the folder"),
        (#"add("a" * 200 + "/../../../up", data=b"x")"#, "leads out of the folder"),
        (#"add("disk", tarfile.BLKTYPE)"#, "disk is a device"),
        (#"add("tty", tarfile.CHRTYPE)"#, "tty is a device"),
        (#"add("hard", tarfile.LNKTYPE, "/etc/shadow")"#, "/etc/shadow is an absolute path"),
        (#"add("odd", b"Q")"#, "odd is of an unknown kind"),
        (#"add("fine", data=b"x", pax_headers={"path": "/etc/passwd"})"#, "/etc/passwd is an absolute path"),
        (#"add("fine", data=b"x", pax_headers={"GNU.sparse.name": "../up"})"#, "../up leads out of the folder"),
        (#"add("fine", data=b"x", pax_headers={"size": "-1"})"#, "a size in it is damaged"),
    ]) func itIsRefused(script: String, reason: String) throws {
        let error = #expect(throws: TarReader.Refusal.self) { try read(archive(script)) }
        #expect(error?.reason.contains(reason) == true, "\(error?.reason ?? "")")
    }

    @Test func oneThatEndsEarlyIsRefused() throws {
        let bytes = try archive(#"add("a", data=b"x" * 5000)"#)
        for end in [0, 100, 512, 3000, 512 + 5120] {
            #expect(throws: TarReader.Refusal(reason: "it ends too early")) { try read(Array(bytes[..<end])) }
        }
    }

    /// No bit of a header can change unseen.
    @Test func aFlippedBitInAHeaderIsSeen() throws {
        let bytes = try archive(#"add("name", data=b"x")"#)
        for place in stride(from: 0, to: 512, by: 7) {
            var flipped = bytes
            flipped[place] ^= 0x04
            #expect(throws: TarReader.Refusal.self, "byte \(place)") { try read(flipped) }
        }
    }

    @Test(arguments: [
        (#"add("out", tarfile.SYMTYPE, "/etc"); add("out/passwd", data=b"x")"#, "goes through a link"),
        (#"add("a/out", tarfile.SYMTYPE, ".."); add("a/out/b/c", data=b"x")"#, "goes through a link"),
        (
            #"add("out", tarfile.SYMTYPE, "/etc/passwd"); add("again", tarfile.LNKTYPE, "out")"#,
            "another name of a link"
        ),
    ]) func aVolumesLinksLeadNothingOut(script: String, reason: String) throws {
        _ = try archive(script)
        let error = #expect(throws: (any Error).self) {
            try FolderArchive.require(folder.file("a.tar"), of: "volume files")
        }
        #expect("\(error.map { "\($0)" } ?? "")".contains(reason))
    }

    /// Links that lead elsewhere are the app's own affair, as long as nothing follows them here.
    @Test func aVolumesOwnLinksStay() throws {
        _ = try archive(
            #"add("l", tarfile.SYMTYPE, "/etc/passwd"); add("m", tarfile.SYMTYPE, "../../x"); add("p", tarfile.FIFOTYPE)"#
        )
        try FolderArchive.require(folder.file("a.tar"), of: "volume files")
    }
}
