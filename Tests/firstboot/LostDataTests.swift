import TestSupport
import Testing

/// One-time commands belong to the data that they have run on.
@Suite struct LostDataTests {
    private func runs(_ boot: Boot) -> Int { boot.docker.calls.filter { $0.hasSuffix("migrate") }.count }

    @Test(arguments: ["start", "provision"]) func theyRunAgainWhereTheOwnerHasRemovedTheData(verb: String) async throws
    {
        let boot = try await Boot(volumes: ["demo_data"])
        #expect(try await boot.run("provision").status == 0)
        #expect(try await boot.run("start").status == 0)
        #expect(runs(boot) == 1)
        boot.docker.removeVolumes()
        let result = try await boot.run(verb)
        #expect(result.status == 0, "\(result.lastLines)")
        #expect(result.lastLines.contains("The data of Demo is gone: its one-time commands run again."))
        #expect(runs(boot) == 2)
        #expect(try await boot.run("start").status == 0)
        #expect(runs(boot) == 2)
    }

    @Test func theyDoNotRunAgainWhereContainersAloneAreGone() async throws {
        let boot = try await Boot(volumes: ["demo_data"])
        #expect(try await boot.run("provision").status == 0)
        boot.docker.removeContainers()
        #expect(try await boot.run("start").status == 0)
        #expect(runs(boot) == 1)
    }
}
