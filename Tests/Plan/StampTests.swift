import Plan
import Stamp
import TestSupport
import Testing

@Suite struct StampTests {
    private let executable: [UInt8] = [0x7f, 0x45, 0x4c, 0x46] + (0..<5000).map { UInt8(truncatingIfNeeded: $0) }
    private var plan: Plan {
        var plan = Plan(
            app: App(name: "demo", title: "Demo – Ü", version: "1.0.0"), provider: "hetzner",
            stack: Stack(
                project: "demo", composeFile: "compose.yml",
                files: [StackFile(path: "compose.yml", content: .verbatim([0, 255, 10]))]))
        plan.environment = [
            EnvironmentEntry(name: "A", value: Template([.text("x"), .secret("S"), .machine(.address)]))
        ]
        plan.secrets = [SecretSpec(name: "S", recipe: .password(length: 20, symbols: true))]
        return plan
    }

    @Test func aStampedPlanIsReadBack() throws {
        let stamped = try Stamp.stamp(executable, with: plan)
        #expect(stamped.starts(with: executable))
        #expect(try Stamp.read(stamped) == plan)
        #expect(try Stamp.stamp(executable, with: plan) == stamped)
    }

    @Test func aFileIsReadLikeItsBytes() throws {
        let folder = TemporaryFolder()
        try folder.write("stamped", try Stamp.stamp(executable, with: plan))
        try folder.write("plain", executable)
        #expect(try Stamp.read(file: folder.file("stamped")) == plan)
        #expect(try Stamp.read(file: folder.file("plain")) == nil)
    }

    @Test func whatIsNoExecutableOrStampedIsRefused() throws {
        #expect(throws: StampError.notExecutable) { try Stamp.stamp(Array("#!/bin/sh".utf8), with: plan) }
        let stamped = try Stamp.stamp(executable, with: plan)
        #expect(throws: StampError.alreadyStamped) { try Stamp.stamp(stamped, with: plan) }
    }

    @Test func everyDamagedByteIsNoticed() throws {
        let stamped = try Stamp.stamp(executable, with: plan)
        for index in executable.count..<(stamped.count - 8) {
            var damaged = stamped
            damaged[index] ^= 1
            #expect(throws: StampError.self) { try Stamp.read(damaged) }
        }
        #expect(try Stamp.read(executable) == nil)
        #expect(try Stamp.read([]) == nil)
    }

    @Test func aPlanOfAnotherFormatIsRefused() throws {
        var newer = plan
        newer.format = Plan.currentFormat + 1
        let stamped = try Stamp.stamp(executable, with: newer)
        #expect(throws: StampError.unknownFormat(Plan.currentFormat + 1)) { try Stamp.read(stamped) }
    }
}
