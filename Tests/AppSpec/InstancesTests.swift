import AppSpec
import Plan
import TestSupport
import Testing

/// The section `instances`, and what keeps an app from having several.
@Suite struct InstancesTests {
    private func project(_ service: String, _ top: String = "", instances: String = "instances: {}") throws -> Project {
        let project = try Project(
            compose: "services:\n  web:\n    image: \"web:1.0.0\"\n\(service)\n\(top)\n",
            app: """
                stack: { compose: compose.yml, files: [{ from: coop.yaml }] }
                parameters: { domain: { type: hostname, label: Domain, required: false } }
                expose: [{ service: web, port: 8080 }]
                \(instances)
                """)
        try project.folder.write("coop.yaml", "name: x\n")
        return project
    }

    @Test(arguments: [
        ("    container_name: web", "", "4: `web` has a `container_name`"),
        ("    ports: [\"127.0.0.1:5432:5432\"]", "", "4: `web` publishes port 5432"),
        ("    ports: [\"7000-7002:7000-7002\"]", "", "4: `web` publishes port 7000-7002"),
        ("    volumes: [\"/srv/data:/data\"]", "", "4: `web` mounts `/srv/data`"),
        ("    volumes: [\"/opt/demo/coop.yaml:/x:ro\"]", "", "4: `web` mounts `/opt/demo/coop.yaml`"),
        ("", "networks: { shared: { external: true } }", "5: the network `shared` is external"),
        ("", "volumes: { data: { name: data } }", "5: the volume `data` has a `name` of its own"),
    ]) func whatTwoWouldShareIsAnErrorWithItsLine(service: String, top: String, message: String) throws {
        let found = try project(service, top)
        #expect(found.findings.filter { $0.hasPrefix("error \(message)") }.count == 1, "\(found.findings)")
        // Without the section it is none, and the machine is told.
        let plain = try project(service, top, instances: "")
        #expect(!plain.findings.contains { $0.contains(message) })
        let collisions = try #require(plain.compile().spec, "\(plain.findings)").stack.collisions
        #expect(collisions.contains { $0.contains("compose.yml:\(message)") }, "\(collisions)")
    }

    @Test(arguments: [
        ("    volumes: [\"./data:/data\", \"data:/d\"]", "volumes: { data: {} }"),
        ("    volumes: [\"/etc/localtime:/etc/localtime:ro\"]", ""), ("    ports: [\"8080\"]", ""),
    ]) func whatIsAnInstancesOwnIsNone(service: String, top: String) throws {
        let found = try project(service, top)
        #expect(found.findings.filter { $0.hasPrefix("error") } == [])
        #expect(found.compile().spec?.stack.collisions == [])
    }

    @Test(arguments: [
        ("instances: { config: [modules.yaml] }", "`modules.yaml` is not among the app's files"),
        ("instances: { config: [compose.yml] }", "`compose.yml` is a Compose file"),
        ("instances: { limits: { wep: { cpus: 1 } } }", "there is no service `wep`"),
        ("instances: { limits: { web: {} } }", "this limits nothing"),
        ("instances: { limits: { web: { cpus: many } } }", "is not a number of processors"),
    ]) func whatCannotBeIsAnError(instances: String, message: String) throws {
        let found = try project("", instances: instances).findings
        #expect(found.contains { $0.hasPrefix("error") && $0.contains(message) }, "\(found)")
    }

    @Test func anInstanceHasLimitsAndNoneOfTheOwnersFiles() throws {
        let text = "instances: { config: [coop.yaml], limits: { web: { memory: 64MiB, cpus: 0.5 } } }"
        let spec = try #require(try project("", instances: text).compile().spec)
        let plan = spec.plan(for: "generic")
        let one = plan.of(InstanceID("north"))
        #expect(plan.stack.files.contains { $0.path == "coop.yaml" })
        #expect(!one.stack.files.contains { $0.path == "coop.yaml" })
        #expect(one.stack.overlays.last == Instances.overlay && !plan.stack.overlays.contains(Instances.overlay))
        let overlay = try #require(one.stack.files.first { $0.path == Instances.overlay })
        let expected = """
            # Landfall has made this from `instances.limits`.
            services:
              "web":
                deploy:
                  resources:
                    limits:
                      cpus: "0.5"
                      memory: "67108864"

            """
        #expect(overlay.content == .verbatim(Array(expected.utf8)))
    }
}
