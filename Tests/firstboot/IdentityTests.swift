import Foundation
import Plan
import Providers
import TestSupport
import Testing

/// Which machine this is, where firmware and provider are not of one mind.
@Suite struct IdentityTests {
    private func rewriteState(_ boot: Boot, _ old: String, _ new: String) throws {
        for name in ["state", "secrets"] {
            let path = "root/var/lib/landfall/demo/\(name).json"
            try boot.folder.write(path, try boot.folder.read(path).replacing(old, with: new), mode: 0o600)
        }
    }

    /// Case 7 of the reader's ten.
    @Test(arguments: ["Default string", "To be filled by O.E.M.", "00000000", "ds=nocloud"])
    func aCloneOnHardwareWithoutASerialNumberIsSeen(_ placeholder: String) async throws {
        let boot = try await Boot()
        try boot.folder.write("root/sys/class/dmi/id/sys_vendor", "DigitalOcean\n")
        try boot.folder.write("root/sys/class/dmi/id/product_serial", placeholder + "\n")
        #expect(try await boot.run("provision").status == 0)
        #expect(try !boot.read("/var/lib/landfall/demo/state.json").contains(placeholder))
        let before = try boot.secrets
        try rewriteState(boot, "\"320206672\"", "\"1\"")
        #expect(try await boot.run("provision").status == 0)
        #expect(try boot.secrets["KEY"] != before["KEY"])
    }

    @Test func vultrsOtherIDIsNoOtherMachine() async throws {
        let boot = try await Boot(.demo("vultr"))
        #expect(try await boot.run("provision").status == 0)
        let before = try boot.secrets
        struct File: Decodable {
            var metadata: Metadata?
            var recorded: Record?
        }
        struct Record: Decodable { var metadata: Metadata }
        let bytes = Data(try boot.read("/var/lib/landfall/demo/state.json").utf8)
        let file = try JSONDecoder().decode(File.self, from: bytes)
        let metadata = try #require(file.metadata ?? file.recorded?.metadata)
        let number = try #require(metadata.otherIDs?.first)
        // As a boot that was answered with the number alone has left it.
        try rewriteState(boot, metadata.instanceID, "UUID")
        try rewriteState(boot, "\"\(number)\"", "\"other\"")
        try rewriteState(boot, "\"UUID\"", "\"\(number)\"")
        let result = try await boot.run("provision")
        #expect(result.status == 0, "\(result.lastLines)")
        #expect(try boot.secrets == before)
        #expect(result.lastLines.contains("This is machine \(number)."))
    }
}
