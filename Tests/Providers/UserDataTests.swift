import Emulator
import Foundation
import Testing

@testable import Providers

@Suite struct UserDataTests {
    /// `printf '#cloud-config\n' | gzip -n | base64`
    private static let gzipInBase64 = "H4sIAAAAAAAAA1NOzskvTdFNzs9Ly0znAgAFVrO4DgAAAA=="

    @Test func decodesBase64AndGzip() throws {
        let compressed = try #require(Data(base64Encoded: Self.gzipInBase64))
        #expect(UserData.text([UInt8](compressed)) == "#cloud-config\n")
        #expect(UserData.text([UInt8](Self.gzipInBase64.utf8)) == "#cloud-config\n")
        #expect(
            UserData.text([UInt8]("\(Self.gzipInBase64.prefix(20))\n\(Self.gzipInBase64.dropFirst(20))\n".utf8))
                == "#cloud-config\n")
    }

    @Test(arguments: ["#cloud-config\n", "test", "plain text", "abcdefg", "ÄÖÜ"])
    func leavesPlainTextAlone(_ text: String) {
        #expect(UserData.text([UInt8](text.utf8)) == text)
    }

    @Test func noneIsNone() {
        #expect(UserData.text(nil) == nil)
        #expect(UserData.text([]) == nil)
    }

    @Test func damagedOrHugeGzipIsNotExpanded() throws {
        let compressed = [UInt8](try #require(Data(base64Encoded: Self.gzipInBase64)))
        for length in 2..<compressed.count {
            #expect(UserData.text(Array(compressed[..<length])) != "#cloud-config\n")
        }
        // 16 MiB of zeros in 16 KiB.
        let process = Process()
        let output = Pipe()
        process.executableURL = URL(filePath: "/bin/sh")
        process.arguments = ["-c", "head -c 16777216 /dev/zero | gzip -9"]
        process.standardOutput = output
        try process.run()
        let bomb = [UInt8](output.fileHandleForReading.readDataToEndOfFile())
        #expect((UserData.text(bomb)?.utf8.count ?? 0) < 1 << 20)
    }

    /// What an owner gives reaches the machine by each cloud's own way, whatever the recorded machine had.
    @Test(arguments: Provider.all.filter { $0.recording != nil })
    func ordersComeBackAsTheyWereGiven(_ provider: Provider) async throws {
        let text = "#cloud-config\n# \"quoted\" \\ ü\nhostname: x\n"
        for variant in try #require(provider.recording).variants {
            let service = try MetadataService(provider: provider, variant: variant.name) { $0.userData = text }
            var reader = MetadataReader(provider: provider)
            reader.baseURL = try await service.start()
            let metadata = Result { try reader.read() }
            await service.stop()
            // The oldest documented shape has no user-data.
            if provider.id == Provider.vultr.id && variant.name == "minimal" { continue }
            #expect(try metadata.get().userData == text, "\(variant.name)")
        }
    }
}
