import Artifacts
import Foundation
import Plan
import Stamp
import TestSupport
import Testing

@Suite struct WriterTests {
    let folder = TemporaryFolder()

    private var writer: ArtifactWriter { ArtifactWriter(folder: folder.file("echora")) }

    @Test(.enabled(if: Tool.isInstalled("sha256sum"))) func checksumsHold() throws {
        let artifacts = try Fixture.echora().artifacts
        let outcome = try writer.write(artifacts)
        #expect(outcome.kept == [] && outcome.removed == [])
        let result = try #require(Tool("sha256sum")).run(
            ["-c", "--strict", "SHA256SUMS"], in: folder.file("echora"), environment: ["LC_ALL": "C"])
        #expect(result.status == 0, "\(result.output)")
        #expect(result.output.split(separator: "\n").count == artifacts.count - 1)
        for artifact in artifacts {
            #expect(mode(of: folder.file("echora/\(artifact.path)")) == artifact.mode)
        }
    }

    @Test(.enabled(if: Tool.isInstalled("diff"))) func givesTheSameBytesInEveryFolder() throws {
        for name in ["one", "deeper/two"] {
            _ = try ArtifactWriter(folder: folder.file(name)).write(Fixture.echora().artifacts)
        }
        let result = try #require(Tool("diff")).run(["-r", folder.file("one"), folder.file("deeper/two")])
        #expect(result.output == "")
        #expect(result.status == 0)
    }

    @Test func nothingDiffersAfterWriting() throws {
        let artifacts = try Fixture.echora().artifacts
        _ = try writer.write(artifacts)
        #expect(writer.differences(from: artifacts) == [])
        _ = try writer.write(artifacts)
        #expect(writer.differences(from: artifacts) == [])
    }

    @Test func namesWhatDiffersAndWritesNothing() throws {
        let artifacts = try Fixture.echora().artifacts
        #expect(writer.differences(from: artifacts).count == artifacts.count)
        #expect(!FileManager.default.fileExists(atPath: folder.file("echora")))
        _ = try writer.write(artifacts)
        try folder.write("echora/install.sh", "changed", mode: 0o755)
        try folder.write("echora/packer/linode/extra.pkr.hcl", "")
        chmod(folder.file("echora/firstboot/echora-x86_64.gz"), 0o755)
        unlink(folder.file("echora/cloud-init/vultr.yaml"))
        #expect(
            writer.differences(from: artifacts) == [
                .missing("cloud-init/vultr.yaml"), .differs("firstboot/echora-x86_64.gz"), .differs("install.sh"),
                .unexpected("packer/linode/extra.pkr.hcl"),
            ])
    }

    @Test(arguments: [-1, 0, 63, 64, 70], ["vultr-x86_64", "x86_64.gz"])
    func seesEveryByteOfABinary(index: Int, name: String) throws {
        let rendering = try Fixture.echora()
        _ = try writer.write(rendering.artifacts)
        try writer.writePrograms(rendering.programs)
        #expect(writer.differences(from: rendering.artifacts, programs: rendering.programs) == [])
        let path = "firstboot/echora-\(name)"
        var bytes = try Data(contentsOf: URL(fileURLWithPath: folder.file("echora/\(path)")))
        if index < 0 { bytes.append(0) } else { bytes[min(index, bytes.count - 1)] ^= 1 }
        try folder.write("echora/\(path)", bytes, mode: name.hasSuffix(".gz") ? 0o644 : 0o755)
        #expect(writer.differences(from: rendering.artifacts, programs: rendering.programs) == [.differs(path)])
    }

    /// Packer must not upload the program of an older app.yaml.
    @Test func removesProgramsThatAreOutOfDate() throws {
        let rendering = try Fixture.echora()
        _ = try writer.write(rendering.artifacts)
        try writer.writePrograms(rendering.programs)
        var older = Plan.echora(for: "linode")
        older.app.version = "0.9.0"
        let stamped = try Stamp.stamp(Executables.plain(62), with: older)
        try folder.write("echora/firstboot/echora-linode-x86_64", stamped, mode: 0o755)
        try folder.write("echora/firstboot/echora-notes-x86_64", "mine")
        try writer.removeOutdated(rendering.programs, app: "echora")
        let left = try FileManager.default.contentsOfDirectory(atPath: folder.file("echora/firstboot"))
        #expect(!left.contains("echora-linode-x86_64") && left.contains("echora-linode-aarch64"))
        #expect(left.contains("echora-notes-x86_64"))
        #expect(left.count == rendering.programs.count + 7 + 1 - 1)
    }

    @Test func removesOnlyWhatAnEarlierRunMade() throws {
        _ = try writer.write(Fixture.echora().artifacts)
        try folder.write("echora/notes.txt", "mine")
        try folder.write("echora/packer/vultr/mine.pkrvars.hcl", "mine")
        try folder.write("echora/install.sh", "mine now")
        let linode = try Renderer(executables: Fixture.executables()).render([.echora(for: "linode")]).artifacts
        let outcome = try writer.write(linode)
        #expect(outcome.kept == ["install.sh"])
        #expect(outcome.removed.contains("packer/vultr/image.pkr.hcl"))
        #expect(
            writer.differences(from: linode).map(\.path)
                == ["install.sh", "notes.txt", "packer/vultr/mine.pkrvars.hcl"])
        #expect(!FileManager.default.fileExists(atPath: folder.file("echora/packer/hetzner")))
    }

    @Test func neverLeavesItsFolder() throws {
        let sum = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"
        try folder.write("outside", "hello")
        try folder.write("echora/SHA256SUMS", "\(sum)  ../outside\n\(sum)  /etc/hostname\n\(sum)  a/../../outside\n")
        _ = try writer.write(Fixture.echora().artifacts)
        #expect(FileManager.default.fileExists(atPath: folder.file("outside")))
    }

    @Test func saysWhichFileItCannotWrite() throws {
        try folder.write("echora", "a file where the folder should be")
        let error = #expect(throws: ArtifactWriteError.self) { try writer.write(Fixture.echora().artifacts) }
        #expect(error?.path.hasPrefix(folder.file("echora/")) == true)
        #expect(error?.reason.hasPrefix("cannot be written: ") == true)
    }
}
