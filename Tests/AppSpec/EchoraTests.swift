import AppSpec
import Plan
import TestSupport
import Testing

@Suite struct EchoraTests {
    let compilation = Compiler.compile(
        path: Golden.repository.appendingPathComponent("examples/echora/app.yaml").path)

    @Test func `compiles without a finding, to a plan for every provider`() throws {
        let spec = try #require(compilation.spec)
        #expect(compilation.diagnostics.isEmpty)
        #expect(spec.providers.map(\.rawValue) == ["vultr", "digitalocean", "hetzner", "linode", "generic"])
        let options = spec.providers.map { spec.images[$0]?.plan }
        #expect(options == ["vc2-1c-1gb", "s-1vcpu-1gb", "cx23", "g6-nanode-1", nil])
    }

    @Test func `the plan holds what the file says`() throws {
        let plan = try #require(compilation.spec).plan(for: ProviderID("hetzner"))
        #expect(plan.provider == ProviderID("hetzner"))
        #expect(plan.app == App(name: "echora", title: "Echora Chat", version: "1.4.0"))
        #expect(plan.requires == Requirements(cpus: 1, memory: 1 << 30, disk: 10 << 30))
        #expect(plan.parameters.map(\.name) == ["domain", "admin_email", "restore_from", "restore_keys"])
        #expect(plan.parameters[0].defaultValue == .fromHostname)
        #expect(plan.parameters.allSatisfy { !$0.isRequired })
        #expect(
            plan.secrets == [
                SecretSpec(
                    name: "POSTGRES_PASSWORD", recipe: .hex(bytes: 16), rotation: plan.secrets.first?.rotation),
                SecretSpec(name: "JWT_SECRET", recipe: .hex(bytes: 32), rotation: .restart),
                SecretSpec(name: "ADMIN_PASSWORD", recipe: .password(length: 24, symbols: true)),
            ])
        #expect(plan.environment.first == EnvironmentEntry(name: "DOMAIN", value: Template([.machine(.address)])))
        #expect(plan.ready == [ReadyCheck(probe: .http(url: Template(text: "http://127.0.0.1/api/health")))])
        #expect(plan.afterStart == [ServiceCommand(service: "backend", run: ["echora-migrate"])])
        #expect(plan.credentials.console == .untilLogin)
        #expect(plan.credentials.lines[0].value == Template([.text("https://"), .machine(.address)]))
        #expect(plan.credentials.lines.map(\.label) == ["URL", "User name", "Admin password"])
        #expect(plan.firewall.map(\.description) == ["22/tcp", "80/tcp", "443/tcp", "443/udp"])
        #expect(
            plan.backup
                == Backup(
                    items: [
                        Backup.Item(
                            name: "postgres",
                            store: .postgres(.init(service: "postgres", database: "echora", user: "echora"))),
                        Backup.Item(name: "caddy_data", store: .volume("caddy_data")),
                    ], schedule: "daily"))
        #expect(plan.release?.url == "https://github.com/echora/echora/releases/download/v1.4.0")
    }

    @Test func `the stack holds the compose file and all that lies beside it`() throws {
        let stack = try #require(compilation.spec).stack
        #expect(stack.project == "echora")
        #expect(stack.composeFile == "docker-compose.yml")
        #expect(stack.files.map(\.path) == ["docker-compose.yml", "caddy/Caddyfile", "frontend/index.html"])
        #expect(stack.volumes == ["pgdata", "caddy_data", "caddy_config"])
        #expect(stack.services.map(\.name) == ["caddy", "backend", "postgres"])
        #expect(stack.services.map(\.hasHealthcheck) == [false, false, true])
        #expect(stack.services.allSatisfy { !$0.isOneShot })
    }
}
