import Foundation
import Host
import TestSupport
import Testing

/// A second co-op on Assembly's machine, added by one command with its own two files.
@Suite(.enabled(if: RealEngine.isHere, "run by Scripts/with-engine"), .serialized) struct AssemblyInstanceTests {
    private static let port = 28306

    @Test func `each co-op has its own files, members and key, and one goes without the other`() async throws {
        let machine = try await ExampleMachine(
            "assembly", on: "generic", ports: ["80=28305", "443=\(Self.port)"],
            values: ["coop_name=Sunrise", "domain=dm006.test"])
        do {
            try await addAnother(machine)
            try await expectEachItsOwn(machine)
            try await expectNoWay(machine)
            let logs = try await machine.run("logs", "--instance", "dm007", "--lines", "50")
            #expect(logs.contains { $0.contains("database is up to date") }, "\(logs)")
            try await removeIt(machine)
        } catch {
            try await machine.takeAway(instances: ["dm007"])
            throw error
        }
        try await machine.takeAway(instances: ["dm007"])
    }

    private func ask(
        _ machine: ExampleMachine, _ coop: String, _ path: String, key: String? = nil, body: String? = nil
    ) async throws -> String {
        try await machine.ask("https://\(coop).test\(path)", at: Self.port, key: key, body: body)
    }

    private func addAnother(_ machine: ExampleMachine) async throws {
        let config = TemporaryFolder()
        try config.write("coop.yaml", "name: Moonrise\nplace: York\n")
        try config.write("modules.yaml", "members: true\nproposals: true\n")
        try await machine.run(
            "instance", "add", "dm007", "--domain", "dm007.test", "--config", config.path, "--no-questions",
            "--console", "-")
    }

    private func expectEachItsOwn(_ machine: ExampleMachine) async throws {
        #expect(
            try await ask(machine, "dm006", "/api/coop")
                == #"200 {"name":"Sunrise","modules":{"members":true,"proposals":false}}"#)
        #expect(
            try await ask(machine, "dm007", "/api/coop")
                == #"200 {"name":"Moonrise","place":"York","modules":{"members":true,"proposals":true}}"#)
        let label = "Administrator's key"
        let (first, second) = (try machine.credential(label), try machine.credential(label, of: "dm007"))
        for (coop, key, name, answer) in [
            ("dm006", first, "Ada", "200 "), ("dm007", first, "Eve", "401 "), ("dm007", second, "Bob", "200 "),
        ] {
            let joined = try await ask(machine, coop, "/api/members", key: key, body: #"{"name":"\#(name)"}"#)
            #expect(joined.hasPrefix(answer), "\(coop): \(joined)")
        }
        #expect(try await ask(machine, "dm006", "/api/members") == #"200 [{"name":"Ada"}]"#)
        #expect(try await ask(machine, "dm007", "/api/members") == #"200 [{"name":"Bob"}]"#)
    }

    private func removeIt(_ machine: ExampleMachine) async throws {
        try await machine.run("instance", "remove", "dm007", "--purge", "--confirm", "dm007")
        #expect(!(try await ask(machine, "dm007", "/api/members").hasPrefix("200 ")))
        #expect(try await ask(machine, "dm006", "/api/members") == #"200 [{"name":"Ada"}]"#)
        // Its containers stay here: a folder that stands for a machine has no say over this computer's engine.
        #expect(!machine.isThere("/opt/assembly@dm007") && !machine.isThere("/var/lib/landfall/assembly@dm007"))
        #expect(machine.isThere("/opt/assembly/coop.yaml"))
    }

    /// From the second co-op's database the first one's is neither at an address nor by name, nor among its files.
    private func expectNoWay(_ machine: ExampleMachine) async throws {
        func container(_ project: String) async throws -> String {
            try #require(
                try await RealEngine.lines(
                    "ps", "--quiet", "--filter", "label=com.docker.compose.project=\(project)", "--filter",
                    "label=com.docker.compose.service=postgres"
                ).first)
        }
        let (first, second) = (
            try await container(machine.project()), try await container(machine.project(of: "dm007"))
        )
        func facts(_ container: String, _ template: String) async throws -> [String] {
            try await RealEngine.lines("inspect", "--format", template, container)
        }
        let address = "{{range .NetworkSettings.Networks}}{{println .IPAddress}}{{end}}"
        let own = try #require(try await facts(second, address).first)
        let other = try #require(try await facts(first, address).first)
        for (host, answers) in [(own, true), (other, false)] {
            let ready = try await Command(
                "docker", ["exec", second, "pg_isready", "--host", host, "--timeout", "2"]
            ).run()
            #expect((ready.status == 0) == answers, "\(host): \(ready.lastLines)")
        }
        let names = "{{range $name, $_ := .NetworkSettings.Networks}}{{println $name}}{{end}}"
        let mounts = "{{range .Mounts}}{{println .Source}}{{end}}"
        for template in [names, mounts] {
            let shared = Set(try await facts(first, template)).intersection(try await facts(second, template))
            #expect(shared.isEmpty, "\(shared)")
        }
    }
}
