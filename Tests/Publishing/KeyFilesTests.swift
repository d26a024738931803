import Foundation
import Release
import TestSupport
import Testing

@testable import Publishing

@Suite struct KeyFilesTests {
    let folder = TemporaryFolder()

    @Test func theSecretsAreTheirOwnersAlone() throws {
        let files = KeyFiles(folder: folder.path, name: "release")
        let keys = try files.make()
        #expect(folder.files == ["release-spare.key", "release-spare.pub", "release.key", "release.pub"])
        #expect(mode(of: "\(files.active).key") == 0o600 && mode(of: "\(files.spare).key") == 0o600)
        #expect(try folder.read("release.pub").contains(keys.active.line))
        let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: "\(files.spare).key")))
        #expect(try Minisign.SecretKey(reading: bytes) { nil }.publicKey == keys.spare)
    }

    @Test(arguments: ["release.key", "release.pub", "release-spare.key", "release-spare.pub"])
    func nothingIsWrittenOver(_ name: String) throws {
        try folder.write(name, "mine")
        #expect(throws: KeyFileError.exist([folder.file(name)])) {
            try KeyFiles(folder: folder.path, name: "release").make()
        }
        #expect(folder.files == [name])
        #expect(try folder.read(name) == "mine")
    }

    /// Even a link that leads nowhere is somebody's.
    @Test func aFailureLeavesNothingBehind() throws {
        symlink("/nowhere/at/all", folder.file("release-spare.pub"))
        #expect(throws: KeyFileError.self) { try KeyFiles(folder: folder.path, name: "release").make() }
        #expect(folder.files == ["release-spare.pub"])
    }
}
