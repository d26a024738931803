import Foundation
import Host
import TestSupport
import Testing

/// Who could change what a path leads to.
@Suite(.enabled(if: getuid() == 0, "only root gives files away")) struct OwnershipTests {
    private let folder = TemporaryFolder()
    private var files: Files { Files(Root(folder.path)) }

    private func parts(_ path: String) -> [ForeignPart] { files.foreignParts(of: path, owner: 0) }

    @Test func rootsOwnFilesAreFine() throws {
        try folder.write("opt/demo/compose.yml", "")
        #expect(parts("/opt/demo/compose.yml") == [])
        #expect(parts("/opt/demo/not/there") == [])
    }

    @Test func aFileOfAnotherAndAFolderAboveItAreNamed() throws {
        try folder.write("opt/demo/compose.yml", "")
        chown(folder.file("opt/demo/compose.yml"), 1000, 1000)
        chown(folder.file("opt"), 1001, 0)
        #expect(
            parts("/opt/demo/compose.yml") == [
                ForeignPart(path: folder.file("opt"), problem: .owner(1001)),
                ForeignPart(path: folder.file("opt/demo/compose.yml"), problem: .owner(1000)),
            ])
    }

    @Test(arguments: [0o775, 0o757, 0o664, 0o646] as [UInt16]) func whatOthersMayWriteIsNamed(_ mode: UInt16) throws {
        try folder.write("opt/demo/compose.yml", "")
        chmod(folder.file("opt/demo/compose.yml"), mode_t(mode))
        #expect(
            parts("/opt/demo/compose.yml") == [
                ForeignPart(path: folder.file("opt/demo/compose.yml"), problem: .writable(mode))
            ])
    }

    @Test func inAStickyFolderNobodyReplacesWhatIsRoots() throws {
        try folder.write("opt/demo/compose.yml", "")
        chmod(folder.file("opt"), 0o1777)
        #expect(parts("/opt/demo") == [])
        #expect(parts("/opt") == [ForeignPart(path: folder.file("opt"), problem: .writable(0o1777))])
    }

    @Test func aLinkIsFollowedAndWhatItLeadsThroughIsLookedAt() throws {
        try folder.write("srv/shared/demo/compose.yml", "")
        try folder.write("opt/keep", "")
        chown(folder.file("srv/shared"), 1000, 1000)
        let target = folder.file("srv/shared/demo")
        try FileManager.default.createSymbolicLink(atPath: folder.file("opt/absolute"), withDestinationPath: target)
        try FileManager.default.createSymbolicLink(
            atPath: folder.file("opt/relative"), withDestinationPath: "../srv/shared/demo")
        for link in ["absolute", "relative"] {
            #expect(
                parts("/opt/\(link)/compose.yml") == [
                    ForeignPart(path: folder.file("srv/shared"), problem: .owner(1000))
                ], "\(link)")
        }
        lchown(folder.file("opt/relative"), 1001, 1001)
        #expect(parts("/opt/relative").contains(.init(path: folder.file("opt/relative"), problem: .owner(1001))))
    }

    /// A second name leads to the same file, which is its owner's by either.
    @Test func aHardLinkToAFileOfAnotherIsNamed() throws {
        try folder.write("home/compose.yml", "")
        try folder.write("opt/demo/keep", "")
        chown(folder.file("home/compose.yml"), 1000, 1000)
        link(folder.file("home/compose.yml"), folder.file("opt/demo/compose.yml"))
        #expect(parts("/opt/demo/compose.yml").map(\.problem) == [.owner(1000)])
    }

    @Test func aLoopOfLinksEnds() throws {
        try FileManager.default.createSymbolicLink(atPath: folder.file("a"), withDestinationPath: "b")
        try FileManager.default.createSymbolicLink(atPath: folder.file("b"), withDestinationPath: "a")
        #expect(parts("/a/x") == [])
    }
}
