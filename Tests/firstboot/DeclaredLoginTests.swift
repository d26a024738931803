import Docker
import Foundation
import Host
import Plan
import TestSupport
import Testing

@testable import Installation

/// Logins at private registries that come by parameters at the first boot.
@Suite(.enabled(if: RealEngine.isHere && StandInRegistry.isPossible, "run by Scripts/with-engine"), .serialized)
struct DeclaredLoginTests {
    /// A machine whose app has an image from the registry, and asks for the login there.
    private struct Customer {
        let folder = TemporaryFolder()
        let registry: StandInRegistry
        let binary: String
        let plan: Plan

        init() async throws {
            registry = try StandInRegistry(.password)
            let compose = """
                services:
                  web: { image: "\(registry.image)", entrypoint: [sleep, infinity], stop_signal: SIGKILL }
                """
            let project = "landfall-login-\(UUID().uuidString.prefix(6).lowercased())"
            let stack = Stack(
                project: project, composeFile: "compose.yml",
                files: [StackFile(path: "compose.yml", content: .verbatim(Array(compose.utf8)))],
                services: [Service(name: "web", image: registry.image)])
            var plan = Plan(app: App(name: "demo", title: "Demo", version: "1.0.0"), provider: "generic", stack: stack)
            plan.settle = 0
            plan.parameters = [
                Parameter(name: "registry_user", kind: .string, label: "User", isRequired: false),
                Parameter(name: "registry_token", kind: .password, label: "Token", isRequired: false),
            ]
            plan.registries = [
                RegistryAccess(
                    host: registry.host, username: Template([.parameter("registry_user")]),
                    password: Template([.parameter("registry_token")]))
            ]
            self.plan = plan
            binary = try Executables.stamped(plan, in: folder)
            try folder.write("root/etc/machine-id", String(repeating: "a", count: 32) + "\n")
            // The layer of the registry's own image is none that runs.
            try #require(try await Command("docker", ["tag", "postgres:17", registry.image]).run().status == 0)
        }

        func give(_ user: String, _ token: String) throws {
            try folder.write(
                "root/etc/demo/parameters.yaml", "registry_user: \"\(user)\"\nregistry_token: \"\(token)\"\n",
                mode: 0o600)
        }

        func run(_ arguments: String..., input: String = "") async throws -> CommandResult {
            try await Command(binary, arguments + ["--root", folder.file("root")]).run(input: Array(input.utf8))
        }

        var logins: String? { try? folder.read("root/var/lib/landfall/demo/registries.json") }

        /// The files of the machine that have the text.
        func files(with text: String) -> [String] {
            folder.files.filter { $0.hasPrefix("root/") && (try? folder.read($0))?.contains(text) == true }
        }

        func takeAway() async throws {
            try await RealEngine.takeAway(project: plan.stack.project)
            _ = try await RealEngine.lines("image", "rm", registry.image)
        }
    }

    @Test func theFirstBootProvesAndKeepsIt() async throws {
        let customer = try await Customer()
        let (host, user, password) = (customer.registry.host, StandInRegistry.user, StandInRegistry.password)
        try customer.give(user, "a wrong guess")
        let wrong = try await customer.run("provision", "--console", "-")
        let told = wrong.lastLines.joined(separator: "\n")
        #expect(wrong.status == 65 && told.contains("\(host) does not give \(customer.registry.image)"), "\(told)")
        #expect(told.contains("set `registry_user` and `registry_token` in ") && !told.contains("guess"), "\(told)")
        #expect(customer.logins == nil)
        #expect(try await RealEngine.lines("ps", "--quiet", "--filter", "name=\(customer.plan.stack.project)") == [])

        try customer.give(user, password)
        let right = try await customer.run("provision", "--console", "-")
        #expect(right.status == 0, "\(right.lastLines)")
        #expect(!right.lastLines.joined().contains(password))
        let state = "root/var/lib/landfall/demo"
        for file in ["registries.json", "docker/config.json"] {
            #expect(mode(of: customer.folder.file("\(state)/\(file)")) == 0o600)
        }
        // Docker's own encoding is in these two, and the password nowhere but where each parameter's value is.
        #expect(customer.files(with: password) == ["root/etc/demo/parameters.yaml", "\(state)/state.json"])
        let encoded = Data("\(user):\(password)".utf8).base64EncodedString()
        #expect(customer.files(with: encoded) == ["\(state)/docker/config.json", "\(state)/registries.json"])
        let doctor = try await customer.run("doctor").lastLines
        #expect(doctor.contains("PASS  registry \(host): logged in as \(user)"), "\(doctor)")
        // Nothing to do, so no registry is asked.
        let kept = customer.logins
        #expect(try await customer.run("provision", "--console", "-").status == 0 && customer.logins == kept)

        // Without a password there is no login any more.
        try customer.give(user, "")
        let none = try await customer.run("provision", "--console", "-")
        #expect(none.status == 0 && customer.logins == nil, "\(none.lastLines)")
        try await customer.takeAway()
    }

    @Test func theOwnersOwnLoginGoesBefore() async throws {
        let customer = try await Customer()
        try customer.give("somebody", "a wrong guess")
        let login = try await customer.run(
            "registry", "login", customer.registry.host, "--username", StandInRegistry.user,
            input: StandInRegistry.password)
        #expect(login.status == 0, "\(login.lastLines)")
        let boot = try await customer.run("provision", "--console", "-")
        #expect(boot.status == 0, "\(boot.lastLines)")
        try await customer.takeAway()
    }

    /// Whoever makes an image of a machine has no owner's login.
    @Test func prepareLeavesItsImagesToTheFirstBoot() async throws {
        let customer = try await Customer()
        _ = try await RealEngine.lines("image", "rm", customer.registry.image)
        var pull = PullImages(Machine(customer.plan))
        pull.backoff.pauses = []
        try await pull.run()
        #expect(try DockerEngine().image(customer.registry.image) == nil)
        // It is the declaration alone that makes the difference.
        var plan = customer.plan
        plan.registries = nil
        pull = PullImages(Machine(plan))
        pull.backoff.pauses = []
        await #expect(throws: Failure.self) { try await pull.run() }
    }
}
