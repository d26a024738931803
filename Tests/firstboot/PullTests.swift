import Host
import Plan
import TestSupport
import Testing

@testable import Docker
@testable import Installation

/// Registries that do not answer as they should, by a `docker` that says what theirs say.
@Suite struct PullTests {
    private let folder = TemporaryFolder()

    private func step(_ script: String) throws -> PullImages {
        try folder.write("docker", "#!/bin/sh\necho \"$*\" >> \(folder.file("calls"))\n\(script)\n", mode: 0o755)
        var step = PullImages(Machine(.demo()))
        step.docker = folder.file("docker")
        step.backoff.pauses = [0, 0, 0]
        return step
    }

    @Test func aNetworkThatComesBackIsEnough() async throws {
        let pull = try step("[ $(wc -l < \(folder.file("calls"))) -ge 3 ] || { echo 'i/o timeout'; exit 1; }")
        try await pull.pull("web:1")
        #expect(try folder.read("calls") == String(repeating: "pull --quiet web:1\n", count: 3))
    }

    /// As Docker 20.10 and 29 put it; the latter's "not found" does not mean the name.
    @Test(arguments: ["", ": no match for platform in manifest: not found"])
    func anImageForOtherProcessorsIsExplained(_ ending: String) async throws {
        let answer = "no matching manifest for linux/arm64/v8 in the manifest list entries" + ending
        let pull = try step("echo '\(answer)'; exit 1")
        let failure = try #require(await #expect(throws: Failure.self) { try await pull.pull("web:1") })
        #expect(failure.help?.hasPrefix("the image is not made for this machine's processor, ") == true)
        #expect(try folder.read("calls").split(separator: "\n").count == 1)
    }

    /// `docker pull` itself would wait for ever.
    @Test func aRegistryThatStallsIsGivenUp() async throws {
        var stalled = try step("exec sleep 600")
        stalled.deadline = 1
        let pull = stalled
        let failure = try #require(await #expect(throws: Failure.self) { try await pull.pull("web:1") })
        #expect(failure.code == .unavailable)
        #expect(failure.message == "the image web:1 did not come within 1 s, so its pull was ended")
        #expect(failure.help?.contains("run this again") == true && failure.help?.contains("--images DIR") == true)
        #expect(try folder.read("calls").split(separator: "\n").count == 1)
    }

    @Test func theOwnerSaysHowLongAPullMayTake() async throws {
        let stalls = #"[[ $verb == pull ]] && exec sleep 600; [[ $verb == version ]] && echo 2.26.1"#
        let boot = try await Boot(missingImages: ["web:1"], script: stalls)
        let late = try await boot.run("provision", environment: ["DEMO_PULL_MINUTES": "0.02"])
        #expect(late.status == 69, "\(late.lastLines)")
        #expect(late.lastLines.contains { $0.hasSuffix("web:1 did not come within 2 s, so its pull was ended") })
        #expect(late.lastLines.contains { $0.contains("DEMO_PULL_MINUTES=MINUTES") }, "\(late.lastLines)")
        try boot.docker.remove("web:1")
        let wrong = try await boot.run("provision", environment: ["DEMO_PULL_MINUTES": "4h"])
        #expect(wrong.status == 64, "\(wrong.lastLines)")
        #expect(wrong.lastLines.contains("error: `4h` in DEMO_PULL_MINUTES is no number of minutes"))
    }

    @Test func aRateLimitIsExplained() async throws {
        let pull = try step("echo 'toomanyrequests: You have reached your pull rate limit.'; exit 1")
        let failure = try #require(await #expect(throws: Failure.self) { try await pull.pull("web:1") })
        #expect(failure.code == .unavailable)
        #expect(failure.details == ["toomanyrequests: You have reached your pull rate limit."])
        #expect(failure.help?.contains("ctl registry login") == true)
        #expect(failure.help?.contains("--images DIR") == true)
        #expect(try folder.read("calls").split(separator: "\n").count == 4)
    }
}
