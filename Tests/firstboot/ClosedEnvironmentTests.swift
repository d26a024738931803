import Host
import Plan
import TestSupport
import Testing

@testable import Docker
@testable import Installation

/// Case 5 of the reader's ten: no variable of whoever starts the program wins over `.env`.
@Suite struct ClosedEnvironmentTests {
    private func environment(_ command: Command) async throws -> [String: String] {
        var command = command
        command.executable = "/usr/bin/env"
        command.arguments = []
        let lines = try await command.run().lastLines.filter { $0.contains("=") }
        let pairs = lines.map { $0.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false) }
        return Dictionary(uniqueKeysWithValues: pairs.map { (String($0[0]), String($0[1])) })
    }

    @Test func dockerSeesNoOtherVariableThanThoseOfTheList() async throws {
        let boot = try await Boot()
        let hostile = [
            "KEY": "weak", "PW": "weak", "COMPOSE_FILE": "/tmp/other.yml", "COMPOSE_PROJECT_NAME": "other",
            "COMPOSE_PROFILES": "debug", "COMPOSE_ENV_FILES": "/tmp/env", "DOCKER_CONTEXT": "other",
            "DOCKER_DEFAULT_PLATFORM": "linux/s390x", "HTTP_PROXY": "http://u:p@proxy", "UNRELATED": "x",
        ]
        #expect(try await boot.run("provision", environment: hostile).status == 0)
        #expect(try await boot.run("start", environment: hostile).status == 0)
        _ = try await boot.run("doctor", environment: hostile)
        #expect(try await boot.run("stop", environment: hostile).status == 0)
        // A shell adds these itself.
        let shells: Set = ["PWD", "OLDPWD", "SHLVL", "_"]
        let seen = Set(boot.docker.sawEnvironment.split(separator: "\n").compactMap { $0.split(separator: "=").first })
        #expect(Set(seen.map(String.init)).subtracting(shells) == ["PATH", "HOME", "DOCKER_HOST", "DOCKER_CONFIG"])
    }

    @Test func whatDotEnvSetsIsLeftToIt() async throws {
        var plan = Plan.demo()
        plan.environment += ["HOME", "DOCKER_HOST", "PATH"].map {
            EnvironmentEntry(name: $0, value: Template([.text("mine")]))
        }
        let seen = try await environment(Compose(Machine(plan)).up)
        #expect(Set(seen.keys) == ["DOCKER_CONFIG"])
    }

    @Test func aContextOfDockersDoesNotLeadToAnotherEngine() async throws {
        #expect(try await environment(Compose(Machine(.demo())).up)["DOCKER_HOST"] == DockerEngine.address)
    }

    @Test func `Compose is given every file, in order`() throws {
        var plan = Plan.demo()
        plan.stack.overlays = ["prod.yml", "more.yml"]
        let arguments = Compose(Machine(plan)).up.arguments
        let files = zip(arguments, arguments.dropFirst()).filter { $0.0 == "--file" }.map(\.1)
        #expect(
            files.map { $0.split(separator: "/").last ?? "" } == [plan.stack.composeFile[...], "prod.yml", "more.yml"])
    }
}
