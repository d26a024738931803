import Docker
import Host
import Installation
import Plan
import TestSupport
import Testing

/// Releases whose images a registry does not give: the update is refused before anything has changed.
@Suite(.enabled(if: RealEngine.isHere && StandInRegistry.isPossible, "run by Scripts/with-engine"), .serialized)
struct RegistryTests {
    @Test func whatTheRegistryRefusesIsFoundOutBeforeAnythingChanges() async throws {
        let machine = try await UpdateMachine()
        let before = try await machine.content()
        let refusals: [(StandInRegistry.Fault, check: String, words: String)] = [
            (.login, "images", "ctl registry login"), (.size, "disk", "too little room"),
        ]
        for (fault, check, words) in refusals {
            let registry = try StandInRegistry(fault)
            var release = UpdateMachine.second
            release.image = registry.image
            let result = try await machine.update(to: release, "--no-backup")
            let text = result.lastLines.joined(separator: "\n")
            #expect(result.status == 69 && text.contains("FAIL  \(check)") && text.contains(words), "\(text)")
            #expect(try await machine.content() == before && machine.leftovers() == [])
        }
        try await machine.takeAway()
    }

    /// A mirror of the engine's may give it all the same, so only the pull can say that nobody does.
    @Test func aLimitIsFoundOutByThePullAlone() async throws {
        let registry = try StandInRegistry(.limit)
        let machine = Machine(.demo())
        #expect(try await RegistrySize(machine).bytes(of: registry.image) == nil)
        var pull = PullImages(machine)
        pull.backoff.pauses = []
        let failure = try #require(await #expect(throws: Failure.self) { try await pull.pull(registry.image) })
        #expect(failure.code == .unavailable && failure.help?.contains("limits how much") == true, "\(failure)")
    }

    /// Its size is right in the list, so only the pull can find out. Nothing of it gets a name.
    @Test func aLayerThatEndsEarlyIsNoImage() async throws {
        let registry = try StandInRegistry(.truncation)
        var pull = PullImages(Machine(.demo()))
        pull.backoff.pauses = []
        let failure = try #require(await #expect(throws: Failure.self) { try await pull.pull(registry.image) })
        #expect(failure.code == .unavailable && !failure.details.isEmpty, "\(failure.details)")
        #expect(try DockerEngine().image(registry.image) == nil)
    }
}
