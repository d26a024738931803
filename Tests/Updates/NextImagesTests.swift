import Foundation
import Host
import Plan
import TestSupport
import Testing

/// Images that a release needs and the machine does not have yet.
@Suite struct NextImagesTests {
    /// A machine without `web:1`, whose registry answers like this to the question for an image.
    private func machine(_ answer: String) async throws -> StandInMachine {
        let machine = try await StandInMachine { _ in "if [[ $* == 'manifest inspect '* ]]; then \(answer); fi" }
        try machine.docker.remove("web:1")
        return machine
    }

    @Test func aRegistrysLimitLeavesItToThePull() async throws {
        let machine = try await machine("echo 'toomanyrequests: rate limit' >&2; exit 1")
        let updated = try await machine.run("update", "--yes", "--from", try machine.publish("2.0.0"))
        #expect(updated.status == 0 && updated.lastLines.contains("  ok    images"), "\(updated.lastLines)")
        #expect(machine.docker.calls.contains("pull --quiet web:1"))
    }

    @Test func layersThatMayBeHereAreNoShortage() async throws {
        let machine = try await machine("echo '{\"layers\": [{\"size\": \(1 << 50)}]}'")
        let updated = try await machine.run("update", "--yes", "--from", try machine.publish("2.0.0"))
        #expect(updated.status == 0, "\(updated.lastLines)")
        #expect(
            updated.lastLines.contains {
                $0.hasPrefix("  warn  disk: there is too little room if none of the images' layers is here")
            }, "\(updated.lastLines)")
    }

    @Test func layersOfAnotherImageAreAShortage() async throws {
        let machine = try await machine("echo '{\"layers\": [{\"size\": \(1 << 50)}]}'")
        try machine.docker.remove("new:1")
        let source = try machine.publish("2.0.0") { $0.stack.services[0].image = "new:1" }
        let refused = try await machine.run("update", "--yes", "--from", source)
        #expect(
            refused.status == 69 && refused.lastLines.contains { $0.hasPrefix("  FAIL  disk") }, "\(refused.lastLines)")
        #expect(try await machine.version == "1.0.0")
    }
}
