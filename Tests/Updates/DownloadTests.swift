import Foundation
import Gzip
import Host
import Installation
import Plan
import Publishing
import Release
import Stamp
import TestSupport
import Testing

@testable import Updates

/// A machine with Demo 1.4.0, and a server with the files of 1.5.0.
@Suite(.enabled(if: Tool.isInstalled("python3"))) struct DownloadTests {
    private let folder = TemporaryFolder()
    private let key: Minisign.SecretKey
    private let server: ReleaseServer

    init() throws {
        key = try .make()
        server = try ReleaseServer(folder)
    }

    private func plan(_ version: String) -> Plan { .demo(version, from: server, signedBy: key) }

    private func publish(_ change: (inout SignedRelease) throws -> Void = { _ in }) throws -> SignedRelease {
        var release = try SignedRelease(plan("1.5.0"))
        try change(&release)
        try release.write(to: folder, "served", by: key)
        return release
    }

    private func find() throws -> FoundRelease {
        let machine = Machine(plan("1.4.0"), root: folder.file("root"))
        return try FoundRelease(for: machine, from: nil, version: nil, installed: "1.4.0", downgrade: false)
    }

    private func refusal() -> String {
        do {
            return "none: \(try find().plan.app.version)"
        } catch { return [Failure(error).message, Failure(error).help ?? ""].joined(separator: "; ") }
    }

    /// The real program, which then runs.
    @Test func theProgramOfTheReleaseComesFromTheServer() throws {
        let program = [UInt8](try Data(contentsOf: URL(fileURLWithPath: Executables.firstboot)))
        try folder.write("program", program)
        let gzip = try #require(Tool("sh"))
        #expect(try gzip.run(["-c", "gzip -1n program"], in: folder.path).status == 0)
        let packed = [UInt8](try Data(contentsOf: URL(fileURLWithPath: folder.file("program.gz"))))
        try #require(packed.count > 1 << 20)
        let release = try SignedRelease(plan("1.5.0"), program, packed: packed)
        try release.write(to: folder, "served", by: key)
        let found = try find()
        #expect(found.plan == plan("1.5.0"))
        #expect(try server.statuses(of: release.programName) == ["200"])
        #expect(try server.statuses(of: release.planName) == ["200"])
        try folder.write("democtl", found.bytes, mode: 0o755)
        let shown = try #require(Tool(path: folder.file("democtl"))).run(["--version"])
        #expect(shown.status == 0 && shown.output.contains("Demo 1.5.0"), "\(shown.output)")

        // An installer of 1.4.0 gets 1.5.0 where its owner names that.
        try folder.write("aside/program", Stamp.stamp(program, with: plan("1.4.0")), mode: 0o755)
        let installer = try #require(Tool(path: folder.file("aside/program")))
        let root = ["--root", folder.file("root")]
        let tried = try installer.run(["install", "--dry-run", "--version", "1.5.0"] + root)
        #expect(tried.output.hasPrefix("Getting Demo 1.5.0…\nChecking this machine…\n"), "\(tried.output)")
        #expect(try Stamp.read(file: folder.file("aside/program.pinned"))?.app.version == "1.5.0")
        #expect(!folder.files.contains { $0.hasPrefix("root/") })
        // However long ago it was the newest.
        var old = release
        old.list.expires = Timestamp(seconds: Timestamp.now.seconds - 1).iso8601 ?? ""
        try old.write(to: folder, "served", by: key)
        let late = try installer.run(["install", "--dry-run", "--version", "1.5.0"] + root)
        let warning = "Warning: the list of 1.5.0 was good until \(old.list.expires)."
        #expect(late.output.contains(warning), "\(late.output)")
        #expect(late.output.contains("\nChecking this machine…\n"), "\(late.output)")
        let other = try installer.run(["install", "--version", "1.6.0"] + root)
        #expect(other.status == 64 && other.output.contains("is 1.5.0, not 1.6.0"), "\(other.output)")
        _ = try installer.run(["install", "--version=1.5.0"] + root)
        #expect(try Stamp.read(file: folder.file("root/usr/local/bin/democtl"))?.app.version == "1.5.0")
        // Its own, run from an installer's folder, is put in place too.
        _ = try installer.run(["install", "--version", "1.4.0"] + root)
        #expect(try Stamp.read(file: folder.file("root/usr/local/bin/democtl"))?.app.version == "1.4.0")
    }

    @Test func aWrongByteInEitherFileIsRefused() throws {
        for isPlan in [false, true] {
            let release = try publish { release in
                release.contents[isPlan ? release.planName : release.programName]?[20] ^= 1
            }
            let name = isPlan ? release.planName : release.programName
            #expect(refusal().contains("\(name) is not the release's file: its SHA-256 is not the one in the list"))
        }
    }

    @Test func aFileThatIsCutOffOrTooLongIsRefused() throws {
        var release = try publish { $0.contents[$0.programName]?.removeLast(3) }
        #expect(refusal().contains("\(release.programName) is not the release's file: it has "))
        release = try publish { $0.contents[$0.planName]?.append(0) }
        #expect(refusal().contains("\(release.planName) is not the release's file: it has "))
        release = try publish()
        try FileManager.default.removeItem(atPath: folder.file("served/\(release.planName)"))
        #expect(refusal().contains("the release has no file \(release.planName)"))
    }

    /// Whose parts are as the list says, and which are not what it says of the whole.
    @Test func whatTheFilesMakeIsVerifiedToo() throws {
        let release = try publish { release in
            let other = try SignedRelease(plan("1.5.1"))
            release.contents = other.contents
            release.list.files = other.list.files
        }
        #expect(refusal().contains("\(release.stampedName) is not the release's file"))
        _ = try publish { release in
            // A part that expands beyond the whole.
            let bytes = Gzip.compress([UInt8](repeating: 0, count: 1 << 20))
            release.contents[release.programName] = bytes
            release.list.files = release.contents.sorted { $0.key < $1.key }.map(SignedRelease.entry)
        }
        #expect(refusal().contains("it does not unpack to a part of demo-generic-"))
        _ = try publish { $0.list.programs = [] }
        #expect(refusal().contains("was not made for this provider and processor"))
    }
}
