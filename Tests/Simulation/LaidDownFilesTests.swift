import AppSpec
import Emulator
import Foundation
import Host
import Plan
import Providers
import Simulation
import TestSupport
import Testing

/// What lies in /opt/echora after a first boot, judged by the programs that will read it.
@Suite struct LaidDownFilesTests {
    @Test(arguments: Provider.all.compactMap { $0.recording == nil ? nil : $0.id.rawValue })
    func composeAndCaddyTakeThem(provider name: String) async throws {
        let provider = try #require(Provider.named(name))
        let spec = try #require(Compiler.compile(path: RealEngine.app).spec)
        let docker = try await StandInDocker(services: [:])
        let folder = TemporaryFolder()
        // Only the files are wanted: the stand-in's services never come up, so nothing is waited for.
        var plan = spec.plan(for: provider.id)
        plan.stack.services = []
        plan.ready = []
        let executable = try Executables.stamped(plan, in: folder)
        let service = try MetadataService(provider: provider)
        let url = try await service.start(port: 0)
        let root = folder.file("root")
        let boot = try await Command(
            executable, ["provision", "--root", root, "--metadata-url", url], environment: docker.environment
        ).run()
        await service.stop()
        #expect(boot.status == 0, "\(boot.lastLines)")

        let stack = root + "/opt/echora"
        let compose = try await Command(
            "docker",
            ["compose", "--project-directory", stack, "--file", stack + "/docker-compose.yml", "config", "--quiet"]
        ).run()
        // Quiet it is only where every variable has its value.
        #expect(compose.lastLines == [] && compose.status == 0, "\(compose.lastLines)")

        let caddy = try #require(Tool("caddy"))
        let settings = try folder.read("root/opt/echora/.env")
        let address = try #require(settings.firstMatch(of: /DOMAIN='(.+)'/)?.1)
        let name = try #require(settings.firstMatch(of: /TLS_NAME='(.+)'/)?.1)
        let verdict = try caddy.run(
            ["validate", "--config", stack + "/caddy/Caddyfile", "--adapter", "caddyfile"],
            environment: [
                "DOMAIN": String(address), "TLS_NAME": String(name), "HOME": folder.path,
                "XDG_DATA_HOME": folder.path, "XDG_CONFIG_HOME": folder.path,
            ])
        #expect(verdict.output.contains("Valid configuration"), "\(verdict.output)")
    }
}
