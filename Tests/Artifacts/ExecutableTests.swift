import Artifacts
import Plan
import Stamp
import TestSupport
import Testing

@Suite struct ExecutableTests {
    let folder = TemporaryFolder()

    @Test func goesByTheELFHeader() throws {
        try folder.write("misnamed-aarch64", Executables.plain(62))
        #expect(try Executable(path: folder.file("misnamed-aarch64")).architecture == .amd64)
    }

    @Test func namesGoBeforeTheEnvironmentAndThatBeforeTheFolder() throws {
        try folder.write("firstboot-x86_64", Executables.plain(62))
        try folder.write("env", Executables.plain(183))
        try folder.write("named", Executables.plain(62) + [1])
        let environment = ["LANDFALL_FIRSTBOOT": "\(folder.file("env")):\(folder.file("firstboot-x86_64"))"]
        let named = try Executable.find(named: [folder.file("named")], environment: environment, beside: folder.path)
        #expect(named.map(\.bytes.count) == [64 + Stamp.absence.utf8.count + 1])
        let listed = try Executable.find(named: [], environment: environment, beside: "/nowhere")
        #expect(listed.map(\.architecture) == [.arm64, .amd64])
        let beside = try Executable.find(named: [], environment: [:], beside: folder.path)
        #expect(beside.map(\.architecture) == [.amd64])
    }

    @Test func saysHowToGetOne() throws {
        let error = #expect(throws: ExecutableError.self) {
            try Executable.find(named: [], environment: [:], beside: "/nowhere")
        }
        #expect(error?.description.contains("make build") == true)
    }

    @Test func refusesWhatItCannotStamp() throws {
        try folder.write("text", "#!/bin/sh")
        try folder.write("stamped", try Stamp.stamp(Executables.plain(62), with: .echora(for: "linode")))
        try folder.write("riscv", Executables.plain(243))
        try folder.write("ls", Array(Executables.plain(62).prefix(64)))
        for name in ["text", "stamped", "riscv", "ls", "missing"] {
            #expect(throws: ExecutableError.self, "\(name)") { try Executable(path: folder.file(name)) }
        }
        try folder.write("one", Executables.plain(62))
        #expect(throws: ExecutableError.duplicate(path: folder.file("one"), .amd64)) {
            try Executable.find(named: [folder.file("one"), folder.file("one")], environment: [:], beside: "/")
        }
    }
}
