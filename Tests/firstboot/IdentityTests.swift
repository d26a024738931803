import Foundation
import Plan
import Providers
import TestSupport
import Testing

/// Which machine this is, where firmware and provider are not of one mind.
@Suite struct IdentityTests {
    /// Case 7 of the reader's ten.
    @Test(arguments: ["Default string", "To be filled by O.E.M.", "00000000", "ds=nocloud"])
    func aCloneOnHardwareWithoutASerialNumberIsSeen(_ placeholder: String) async throws {
        let boot = try await Boot()
        try boot.folder.write("root/sys/class/dmi/id/sys_vendor", "DigitalOcean\n")
        try boot.folder.write("root/sys/class/dmi/id/product_serial", placeholder + "\n")
        #expect(try await boot.run("provision").status == 0)
        #expect(try !boot.read("/var/lib/landfall/demo/state.json").contains(placeholder))
        let before = try boot.secrets
        try boot.becomeClone()
        #expect(try await boot.run("provision").status == 0)
        #expect(try boot.secrets["KEY"] != before["KEY"])
    }

    @Test func vultrsOtherIDIsNoOtherMachine() async throws {
        let boot = try await Boot(.demo("vultr"))
        #expect(try await boot.run("provision").status == 0)
        let before = try boot.secrets
        struct File: Decodable { var recorded: Record }
        struct Record: Decodable { var metadata: Metadata }
        let bytes = Data(try boot.read("/var/lib/landfall/demo/state.json").utf8)
        let metadata = try JSONDecoder().decode(File.self, from: bytes).recorded.metadata
        let number = try #require(metadata.otherIDs?.first)
        // As a boot that was answered with the number alone has left it.
        try boot.rewriteState(metadata.instanceID, "UUID")
        try boot.rewriteState("\"\(number)\"", "\"other\"")
        try boot.rewriteState("\"UUID\"", "\"\(number)\"")
        let result = try await boot.run("provision")
        #expect(result.status == 0, "\(result.lastLines)")
        #expect(try boot.secrets == before)
        #expect(result.lastLines.contains("This is machine \(number)."))
    }

    /// Firmware whose number looks like one, but which the clone has too: the provider's id decides.
    @Test func theProvidersIDDecidesAgainstTheFirmware() async throws {
        let boot = try await Boot()
        try boot.folder.write("root/sys/class/dmi/id/sys_vendor", "DigitalOcean\n")
        try boot.folder.write("root/sys/class/dmi/id/product_serial", "NOT-IN-ANY-LIST-17\n")
        #expect(try await boot.run("provision").status == 0)
        let before = try boot.secrets
        try boot.becomeClone()
        #expect(try await boot.run("provision").status == 0)
        #expect(try boot.secrets["KEY"] != before["KEY"])
    }

    @Test func whatTwoRecordsOfOneMachineShare() {
        func metadata(_ id: String, _ others: [String]? = nil) -> Metadata {
            var metadata = Metadata(provider: "vultr", instanceID: id, hostname: "h")
            metadata.otherIDs = others
            return metadata
        }
        let both = metadata("uuid", ["7"])
        #expect(metadata("7").isOfSameMachine(as: both) && both.isOfSameMachine(as: metadata("7")))
        #expect(!metadata("8").isOfSameMachine(as: both))
        #expect(metadata("7").keepingID(of: both).instanceID == "uuid")
        #expect(metadata("7").keepingID(of: both).otherIDs == ["7"])
        #expect(metadata("8").keepingID(of: both).instanceID == "8")
        // An older release has recorded one id alone; the firmware has the other.
        #expect(metadata("7777").isOfSameMachine(as: metadata("uuid"), serial: "7777"))
        #expect(!metadata("7777").isOfSameMachine(as: metadata("uuid"), serial: "board-number"))
    }
}
