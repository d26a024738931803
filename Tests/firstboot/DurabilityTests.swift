import Foundation
import TestSupport
import Testing

/// What the kernel is asked to do in a first boot: the order that makes files survive a power cut, and their modes.
@Suite(.enabled(if: Tool.isInstalled("strace"), "`make setup` installs strace")) struct DurabilityTests {
    private static let calls =
        "openat,?creat,fsync,?chmod,?fchmodat,fchmod,?rename,?renameat,?renameat2,/^v?fork,clone,clone3"

    @Test func itNeedsAtMostTwentyFsyncs() async throws {
        let count = try await CutBoot(processor: 0).trace("fsync,fdatasync,sync,syncfs").count
        #expect((1...20).contains(count), "\(count)")
    }

    @Test func filesAppearByARenameOfWhatIsOnTheDisk() async throws {
        let boot = try await CutBoot(processor: 0)
        var synced: Set<String> = []
        var placed: Set<String> = []
        var unsyncedFolders: Set<String> = []
        for call in try await boot.trace(Self.calls) {
            let paths = Self.paths(in: call)
            if call.hasPrefix("fsync") {
                synced.formUnion(paths)
                unsyncedFolders.subtract(paths)
            } else if call.hasPrefix("rename"), paths.count == 2 {
                #expect(paths[0] == Snapshot.temporary(paths[1]))
                placed.insert(paths[1])
                if paths[1].contains("/root/run/") { continue }
                #expect(synced.contains(paths[0]), "not on the disk before it was put in place: \(call)")
                unsyncedFolders.insert(Self.folder(paths[1]))
            } else if ["clone", "fork", "vfork"].contains(where: call.hasPrefix), !call.contains("CLONE_THREAD") {
                #expect(
                    unsyncedFolders.isEmpty,
                    "\(call): a program is started before \(unsyncedFolders) is on the disk")
            }
        }
        #expect(unsyncedFolders.isEmpty)
        let files = boot.reference.entries.filter { $0.value.text != nil && !$0.key.hasSuffix("/lock") }.keys
        #expect(files.count > 5 && files.allSatisfy { file in placed.contains { $0.hasSuffix("/root/" + file) } })
    }

    @Test func noFileIsEverOpenToMoreThanItShouldBe() async throws {
        let boot = try await CutBoot(processor: 0)
        var created = 0
        for call in try await boot.trace(Self.calls) where call.contains("/root/") {
            if call.contains("O_CREAT") {
                created += 1
                #expect(call.contains(", 0600)"), "\(call)")
                #expect(call.contains("/lock\"") || call.contains("O_EXCL|O_NOFOLLOW"), "\(call)")
            } else if call.contains("chmod") {
                let path = try #require(Self.paths(in: call).first)
                let entry = boot.reference.entries.first { path.hasSuffix(Snapshot.temporary("/root/" + $0.key)) }
                let mode = try #require(entry?.value.mode)
                #expect(call.contains(", 0\(String(mode, radix: 8)))"), "\(call)")
                #expect(mode == 0o644)
            }
        }
        #expect(created > 5)
    }

    /// The paths between quotes or, for descriptors, between angle brackets; without those of `AT_FDCWD`.
    private static func paths(in call: String) -> [String] {
        let quoted = call.matches(of: /"(\/[^"]*)"/).map { String($0.output.1) }
        return quoted.isEmpty ? call.matches(of: /<(\/[^>]*)>/).map { String($0.output.1) } : quoted
    }

    private static func folder(_ path: String) -> String { String(path[..<(path.lastIndex(of: "/") ?? path.endIndex)]) }
}
