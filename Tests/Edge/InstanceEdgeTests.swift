import Foundation
import Host
import Plan
import TestSupport
import Testing

/// Several instances of an app behind the real Caddy, in a real engine.
@Suite(.enabled(if: RealEngine.isHere)) struct InstanceEdgeTests {
    private static let compose = """
        services:
          web:
            image: caddy:2.6.2
            command: [caddy, file-server, --listen, ":8080", --root, /srv]
            environment: { RELEASE: "${RELEASE}" }
            volumes: ["./coop.yaml:/srv/index.html:ro", "data:/data"]
            stop_signal: SIGKILL
        volumes: { data: {} }
        """

    private struct Machine {
        let edge: EdgeMachine
        var root: String { edge.folder.file("root") }

        func app(_ version: String) throws -> EdgeApp {
            try edge.app(
                version: version, compose: InstanceEdgeTests.compose,
                """
                expose: [{ service: web, port: 8080 }]
                env: { RELEASE: "\(version)" }
                backup: [{ without: data }]
                instances: { config: [coop.yaml], limits: { web: { memory: 64MiB, cpus: 0.5 } } }
                """, files: ["coop.yaml": "the first"])
        }

        func run(_ words: String...) async throws -> CommandResult {
            try await Command("\(root)/usr/local/bin/democtl", words + ["--root", root]).run()
        }

        /// - Parameter config: What the instance's own file says.
        func add(_ id: String, _ domain: String, config: String) async throws -> CommandResult {
            try edge.folder.write("config-\(id)/coop.yaml", config)
            return try await run(
                "instance", "add", id, "--domain", domain, "--config", edge.folder.file("config-\(id)"), "--console",
                "-")
        }

        func install() async throws {
            let app = try app("1.0.0")
            try FileManager.default.createDirectory(
                atPath: "\(root)/usr/local/bin", withIntermediateDirectories: true)
            try FileManager.default.moveItem(atPath: app.binary, toPath: "\(root)/usr/local/bin/democtl")
            let boot = try await run("provision", "--console", "-", "--set", "domain=one.test")
            try #require(boot.status == 0, "\(boot.lastLines)")
        }

        /// - Returns: A folder for `--from`.
        func publish(_ version: String) throws -> String {
            let app = try app(version)
            let name = "release-\(version)/demo-generic-\(ThisProcess.architecture)"
            try edge.folder.write(name, "")
            try FileManager.default.removeItem(atPath: edge.folder.file(name))
            try FileManager.default.moveItem(atPath: app.binary, toPath: edge.folder.file(name))
            return edge.folder.file("release-\(version)")
        }

        func project(_ id: String) -> String { "\(edge.id)-demo-\(id)" }

        func takeAway() async throws {
            for id in ["north", "south", "east"] { try await RealEngine.takeAway(project: project(id)) }
            try await edge.takeAway()
        }
    }

    private func with(_ body: (Machine) async throws -> Void) async throws {
        let machine = Machine(edge: try EdgeMachine())
        do { try await body(machine) } catch {
            try await machine.takeAway()
            throw error
        }
        try await machine.takeAway()
    }

    @Test func oneIsUpdatedAndRemovedWhileTheOthersAnswer() async throws {
        try await with { machine in
            try await machine.install()
            for id in ["north", "south"] {
                let result = try await machine.add(id, "\(id).test", config: "here is \(id)")
                #expect(result.status == 0, "\(result.lastLines)")
            }
            #expect(machine.edge.get("one.test")?.body == "the first")
            #expect(machine.edge.get("north.test")?.body == "here is north")
            try await expectApart(machine)
            let taken = try await machine.add("east", "NORTH.test", config: "")
            #expect(taken.status == 65, "\(taken.lastLines)")
            #expect(taken.lastLines.contains { $0.contains("the host name north.test is demo@north's") })
            #expect(!machine.edge.isThere("/var/lib/landfall/demo@east"))

            let watch = Watch(machine.edge, "south.test", "here is south")
            let next = try machine.publish("1.1.0")
            let update = try await machine.run("update", "--instance", "north", "--from", next, "--yes", "--no-backup")
            #expect(update.status == 0, "\(update.lastLines)")
            let list = try await machine.run("instance", "list")
            #expect(
                list.lastLines == ["demo@north: done (1.1.0, north.test)", "demo@south: done (1.0.0, south.test)"])
            #expect(machine.edge.get("north.test")?.body == "here is north")
            let result = try await machine.run("instance", "remove", "north", "--purge", "--confirm", "north")
            #expect(result.status == 0, "\(result.lastLines)")
            #expect(machine.edge.get("north.test") == nil)
            #expect(!machine.edge.isThere("/opt/demo@north"))
            let failures = await watch.end()
            #expect(failures == [], "requests to the other have failed: \(failures)")
            #expect(machine.edge.get("one.test")?.body == "the first")
        }
    }

    /// Neither networks nor volumes nor files, and each has its limits.
    private func expectApart(_ machine: Machine) async throws {
        var networks: [Set<String>] = []
        for id in ["north", "south"] {
            let project = machine.project(id)
            let container = try #require(try await EdgeMachine.containers(of: project, ["--quiet"]).first)
            let format = "{{.HostConfig.Memory}} {{.HostConfig.NanoCpus}}"
            #expect(
                try await RealEngine.lines("inspect", "--format", format, container) == ["67108864 500000000"])
            let mounts = try await RealEngine.lines(
                "inspect", "--format", "{{range .Mounts}}{{.Source}}{{println}}{{end}}", container)
            let sources = mounts.filter { !$0.isEmpty && !$0.contains("@\(id)/") && !$0.contains("\(project)_data") }
            #expect(sources == [])
            networks.append(
                Set(
                    try await RealEngine.lines(
                        "inspect", "--format", "{{range $n, $x := .NetworkSettings.Networks}}{{$n}}{{println}}{{end}}",
                        container
                    ).filter { !$0.isEmpty }))
        }
        #expect(networks[0].isDisjoint(with: networks[1]) && !networks[0].isEmpty, "\(networks)")
    }

    @Test func allAreUpdatedUntilOneFails() async throws {
        try await with { machine in
            try await machine.install()
            for id in ["east", "north", "south"] {
                #expect(try await machine.add(id, "\(id).test", config: id).status == 0)
            }
            let next = try machine.publish("1.1.0")
            try FileManager.default.removeItem(atPath: machine.root + "/opt/demo@north/coop.yaml")
            let failed = try await machine.run("update", "--all", "--from", next, "--yes", "--no-backup")
            #expect(failed.status == 65, "\(failed.lastLines)")
            #expect(failed.lastLines.contains("error: demo@north is not updated, as said above"), "\(failed.lastLines)")
            #expect(failed.lastLines.contains("  updated: demo, demo@east"), "\(failed.lastLines)")
            #expect(failed.lastLines.contains("  not tried: demo@south"), "\(failed.lastLines)")
            try machine.edge.folder.write("root/opt/demo@north/coop.yaml", "north")
            let again = try await machine.run("update", "--all", "--from", next, "--yes", "--no-backup")
            #expect(again.status == 0, "\(again.lastLines)")
            let list = try await machine.run("instance")
            #expect(list.lastLines.allSatisfy { $0.contains("done (1.1.0") } && list.lastLines.count == 3)
            for id in ["east", "north", "south"] { #expect(machine.edge.get("\(id).test")?.body == id) }
        }
    }

    @Test func filesThatAreNotBroughtAreNamed() async throws {
        try await with { machine in
            try await machine.install()
            let none = try await machine.run("instance", "add", "north", "--domain", "north.test")
            #expect(none.status == 64, "\(none.lastLines)")
            #expect(none.lastLines.contains("error: an instance of demo needs files of its own: coop.yaml"))
            let empty = TemporaryFolder()
            let missing = try await machine.run(
                "instance", "add", "north", "--domain", "north.test", "--config", empty.path)
            #expect(missing.lastLines.contains("error: \(empty.path) has no file coop.yaml"), "\(missing.lastLines)")
            #expect(!machine.edge.isThere("/var/lib/landfall/demo@north") && !machine.edge.isThere("/etc/demo@north"))
        }
    }
}
