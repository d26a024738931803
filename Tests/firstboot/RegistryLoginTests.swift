import Foundation
import Host
import JSON
import Plan
import TestSupport
import Testing

@testable import Docker
@testable import Installation

/// Logins at private registries, for one app alone.
@Suite(.enabled(if: RealEngine.isHere && StandInRegistry.isPossible, "run by Scripts/with-engine"))
struct RegistryLoginTests {
    /// A machine whose app has its image from the registry.
    private struct Customer {
        let folder = TemporaryFolder()
        let binary: String
        let registry: StandInRegistry

        init() throws {
            registry = try StandInRegistry(.password)
            var plan = Plan.demo("generic")
            plan.stack.services = [Service(name: "web", image: registry.image)]
            binary = try Executables.stamped(plan, in: folder)
            try folder.write("root/etc/machine-id", String(repeating: "a", count: 32) + "\n")
        }

        func run(_ arguments: String..., password: String = "") async throws -> CommandResult {
            try await Command(binary, arguments + ["--root", folder.file("root")]).run(input: Array(password.utf8))
        }

        var config: String { folder.file("root/var/lib/landfall/demo/docker/config.json") }
        func isThere(_ name: String) -> Bool {
            FileManager.default.fileExists(atPath: folder.file("root/var/lib/landfall/demo/\(name)"))
        }
    }

    @Test func aLoginCountsOnceTheRegistryHasGivenAnImage() async throws {
        let customer = try Customer()
        let host = customer.registry.host
        let login = ["registry", "login", host, "--username", StandInRegistry.user]
        let wrong = try await customer.run(login[0], login[1], login[2], login[3], login[4], password: "guess\n")
        #expect(wrong.status == 65, "\(wrong.lastLines)")
        #expect(wrong.lastLines.contains("error: \(host) does not give \(customer.registry.image) to this login"))
        #expect(!customer.isThere("registries.json") && !customer.isThere("docker") && !customer.isThere("docker.next"))
        let right = try await customer.run(
            login[0], login[1], login[2], login[3], login[4], password: StandInRegistry.password + "\n")
        #expect(right.status == 0, "\(right.lastLines)")
        #expect(
            right.lastLines == ["Logged in at \(host): it gives \(customer.registry.image) to \(StandInRegistry.user)."]
        )
        #expect(mode(of: customer.config) == 0o600)
        #expect(mode(of: customer.folder.file("root/var/lib/landfall/demo/docker")) == 0o700)
        #expect(try await customer.run("registry").lastLines == ["\(host): \(StandInRegistry.user)"])
        let doctor = try await customer.run("doctor")
        #expect(
            doctor.lastLines.contains("PASS  registry \(host): logged in as \(StandInRegistry.user)"),
            "\(doctor.lastLines)")
        #expect(!doctor.lastLines.contains { $0.contains(StandInRegistry.password) })
        #expect(try await customer.run("registry", "logout", host).status == 0)
        #expect(!customer.isThere("registries.json") && !customer.isThere("docker"))
        #expect(try await customer.run("registry", "logout", host).status == 64)
    }

    @Test func itGoesWithTheApp() async throws {
        let customer = try Customer()
        let host = customer.registry.host
        _ = try await customer.run(
            "registry", "login", host, "--username", StandInRegistry.user, password: StandInRegistry.password)
        #expect(customer.isThere("registries.json"))
        try SealedRoot.writeDistribution(in: customer.folder, under: "root/")
        let result = try await customer.run("uninstall", "--confirm", "demo")
        #expect(result.status == 0, "\(result.lastLines)")
        #expect(result.lastLines.contains { $0.contains("the logins at registries") })
        #expect(!customer.isThere("registries.json") && !customer.isThere("docker"))
    }

    @Test(arguments: [
        (["registry", "login"], "which registry?"), (["registry", "login", "ghcr.io"], "needs a user name"),
        (["registry", "login", "https://ghcr.io/x", "--username", "a"], "is no registry's host"),
        (["registry", "login", "ghcr", "--username", "a"], "is no registry's host"),
        (["registry", "login", "ghcr.io:99999", "--username", "a"], "is no registry's host"),
        (["registry", "login", "ghcr.io", "--username", "a"], "standard input has no password"),
        (["registry", "sign"], "does not know `sign`"),
    ])
    func badInputIsTold(arguments: [String], message: String) async throws {
        let customer = try Customer()
        let result = try await Command(customer.binary, arguments + ["--root", customer.folder.file("root")]).run()
        #expect(result.status == 64 && result.lastLines.contains { $0.contains(message) }, "\(result.lastLines)")
    }

    @Test func anAppWithoutAnImageFromThereIsTold() async throws {
        let customer = try Customer()
        let result = try await customer.run("registry", "login", "ghcr.io", "--username", "a", password: "b")
        #expect(result.status == 64 && result.lastLines.contains("error: Demo has no image from ghcr.io"))
        #expect(result.lastLines.contains("help: its images are from \(customer.registry.host)"))
    }

    @Test func rootsOwnConfigurationStays() throws {
        let foreign = try JSONValue(
            parsing: Array(#"{"auths": {"a.io": {"auth": "eA=="}}, "credsStore": "pass", "proxies": {}}"#.utf8))
        let login = Registries.Login(username: "u", password: "p")
        let bytes = Registries.configuration(["docker.io": login, "b.io": login], over: foreign, plugins: "/p")
        let config = try JSONValue(parsing: bytes)
        #expect(config["auths"]?["a.io"]?["auth"]?.asText == "eA==")
        #expect(config["auths"]?["b.io"]?["auth"]?.asText == "dTpw")
        #expect(config["auths"]?["https://index.docker.io/v1/"] != nil)
        #expect(config["credHelpers"]?["b.io"]?.asText == "" && config["proxies"] != nil)
        #expect(config["cliPluginsExtraDirs"]?.elements == [.string("/p")])
    }
}
