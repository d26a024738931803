import Artifacts
import Plan
import Stamp
import TestSupport
import Testing

@Suite struct ExecutableTests {
    let folder = TemporaryFolder()

    @Test func goesByTheELFHeader() throws {
        try folder.write("misnamed-aarch64", Fixture.elf(62))
        #expect(try Executable(path: folder.file("misnamed-aarch64")).architecture == .amd64)
    }

    @Test func namesGoBeforeTheEnvironmentAndThatBeforeTheFolder() throws {
        try folder.write("firstboot-x86_64", Fixture.elf(62))
        try folder.write("env", Fixture.elf(183))
        try folder.write("named", Fixture.elf(62) + [1])
        let environment = ["LANDFALL_FIRSTBOOT": "\(folder.file("env")):\(folder.file("firstboot-x86_64"))"]
        let named = try Executable.find(named: [folder.file("named")], environment: environment, beside: folder.path)
        #expect(named.map(\.bytes.count) == [65])
        let listed = try Executable.find(named: [], environment: environment, beside: "/nowhere")
        #expect(listed.map(\.architecture) == [.arm64, .amd64])
        let beside = try Executable.find(named: [], environment: [:], beside: folder.path)
        #expect(beside.map(\.architecture) == [.amd64])
    }

    @Test func saysHowToGetOne() throws {
        let error = #expect(throws: Executable.Failure.self) {
            try Executable.find(named: [], environment: [:], beside: "/nowhere")
        }
        #expect(error?.description.contains("make build") == true)
    }

    @Test func refusesWhatItCannotStamp() throws {
        try folder.write("text", "#!/bin/sh")
        try folder.write("stamped", try Stamp.stamp(Fixture.elf(62), with: .echora(for: "linode")))
        try folder.write("riscv", Fixture.elf(243))
        for name in ["text", "stamped", "riscv", "missing"] {
            #expect(throws: Executable.Failure.self, "\(name)") { try Executable(path: folder.file(name)) }
        }
        try folder.write("one", Fixture.elf(62))
        #expect(throws: Executable.Failure.duplicate(path: folder.file("one"), .amd64)) {
            try Executable.find(named: [folder.file("one"), folder.file("one")], environment: [:], beside: "/")
        }
    }
}
