import Foundation
import Host
import Plan
import TestSupport
import Testing
import VirtualMachine

@testable import Simulation

@Suite struct MachineConsoleTests {
    private let folder = TemporaryFolder()
    private static let boot = [
        "[    0.000000] Linux version 6.12", "[    1.0] systemd[1]: systemd 257", "noise", "Demo 1.0.0", "",
        "URL:  https://203.0.113.4", "Key:  abc", "more noise",
    ]

    /// - Returns: What the user saw, and what the file has.
    private func run(isShown: Bool) async throws -> (shown: String, kept: String) {
        try folder.write("shown", "")
        let descriptor = open(folder.file("shown"), O_WRONLY)
        defer { close(descriptor) }
        let console = MachineConsole(
            Plan.demo(), file: folder.file("cache/console.log"), console: Console(descriptor: descriptor),
            isShown: isShown)
        let following = try console.follow("first boot", usually: .seconds(75))
        defer { following.cancel() }
        for (second, line) in Self.boot.enumerated() {
            console.hear(line, at: .seconds(second))
            let phase = second == 0 ? "kernel" : ""
            if !isShown && !phase.isEmpty {
                try await eventually { ((try? folder.read("shown")) ?? "").contains(phase) }
            }
        }
        return (try folder.read("shown"), try folder.read("cache/console.log"))
    }

    @Test func `is quiet, with an estimate and the credentials`() async throws {
        let (shown, kept) = try await run(isShown: false)
        #expect(kept == Self.boot.joined(separator: "\n") + "\n")
        #expect(shown.contains("  first boot, usually about 75 s: kernel\n"))
        #expect(shown.contains("Demo 1.0.0\n\nURL:  https://203.0.113.4\nKey:  abc\n"))
        #expect(!shown.contains("noise"))
        #expect(mode(of: folder.file("cache/console.log")) == 0o600)
    }

    @Test func `shows every line where that is asked for`() async throws {
        let (shown, kept) = try await run(isShown: true)
        #expect(shown == kept)
        #expect(shown.contains("more noise\n"))
    }

    @Test func `the usual time is that of the run before`() throws {
        let times = UsualTimes(in: folder.path, app: "demo", .image, .emulation)
        #expect(times[.boot].inWords == "about 75 s")
        times.record(.boot, .seconds(131))
        #expect(times[.boot].inWords == "about 2 min")
        #expect(UsualTimes(in: folder.path, app: "other", .image, .emulation)[.boot] == .seconds(75))
        #expect(UsualTimes(in: folder.path, app: "demo", .image, .hardware)[.disk] == .seconds(60))
        try folder.write("usual-times.json", "{")
        #expect(times[.boot] == .seconds(75))
    }
}
