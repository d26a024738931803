import Findings
import Foundation
import TestSupport
import Testing

@testable import ComposeFile

/// Docker Compose must reject what this module calls an error, and accept the rest.
@Suite(.enabled(if: Compose.isThere, "needs Docker Compose: make setup unpacks it"))
struct AcceptanceTests {
    /// Files that Compose takes, with all that this module looks at.
    static let accepted = [
        """
        name: all
        x-defaults: &defaults { restart: unless-stopped, x-note: mine }
        services:
          web:
            <<: *defaults
            image: web:1
            container_name: web
            depends_on: { db: { condition: service_healthy, restart: true, x-why: it needs it } }
            networks: { front: { aliases: [www] }, default: }
            secrets: [pw, { source: pw, target: other, mode: 0400 }]
            configs: [conf]
            volumes: ["data:/data:ro", "./x:/x", "/var/lib/thing", { type: volume, source: data, target: /y }]
            ports: ["80:80", "127.0.0.1:8000-8002:8000-8002/udp", { target: 9, published: "9", host_ip: 127.0.0.1 }]
            healthcheck: { test: [CMD, "true"], interval: 5s, start_period: 1s }
            logging: { driver: json-file, options: { max-size: 1m } }
            ulimits: { nofile: { soft: 1, hard: 2 } }
            deploy: { resources: { limits: { cpus: "1", memory: 1g } } }
            labels: { com.example.a: b }
          db: { image: db:1, restart: on-failure:3 }
          side: { image: side:1, network_mode: "service:web", pid: "service:web", restart: no }
          off: { image: off:1, profiles: [never], volumes: ["gone:/x"], networks: [gone], depends_on: [nobody] }
          more: { extends: { service: db }, links: ["web:www"], volumes_from: ["web:ro"] }
        networks: { front: { driver: bridge, ipam: { config: [{ subnet: 10.1.0.0/16 }] } } }
        volumes: { data: { driver: local, external: false, x-a: 1 } }
        secrets: { pw: { environment: PATH } }
        configs: { conf: { content: hello } }
        """,
        "services: { a: { image: a, environment: [A, B=1], env_file: [] } }",
        "services: { a: { image: a, ports: [\"${GONE-80}\", \"${GONE:-81}:82\"], volumes: [\"./x:/x:${GONE-ro}\"] } }",
        "x-a: &a { image: a }\nservices:\n  a:\n    !!merge <<: *a\n    restart: always\n",
        "services: { a: { image: a, restart: no, stop_signal: SIGINT, user: \"1000:1000\", cgroup: host } }",
    ]

    /// One mistake each, with how many findings it makes.
    static let refused = [
        "services: { a: { image: a, comand: x } }",
        "services: { a: { image: a, depends_on: { b: { condition: healthy } } }, b: { image: b } }",
        "services: { a: { image: a, depends_on: [b] } }",
        "services: { a: { image: a, depends_on: [a] } }",
        "services: { a: { image: a, volumes: [\"data:/x\"] } }",
        "services: { a: { image: a, volumes: [{ type: volume, source: data, target: /x }] } }",
        "services: { a: { image: a, networks: [front] } }",
        "services: { a: { image: a, networks: { front: { priority: 1 } } } }",
        "services: { a: { image: a, secrets: [pw] } }",
        "services: { a: { image: a, configs: [{ source: conf }] } }",
        "services: { a: { image: a, network_mode: \"service:b\" } }",
        "services: { a: { image: a, volumes_from: [b] } }",
        "services: { a: { image: a, links: [\"b:c\"] } }",
        "services: { a: { image: a, ipc: \"service:b\" } }",
        "services: { a: { image: a, network_mode: host, networks: [default] } }",
        "services: { a: { image: a, container_name: x, scale: 2 } }",
        "services: { a: { image: a, cgroup: mine } }",
        "services: { a: { image: a, network_mode: \"service:b\" }, b: { image: b, depends_on: [a] } }",
        "services: { a: { image: a, restart: false } }",
        "services: { a: { image: a, logging: { drivr: x } } }",
        "services: { a: { image: a, healthcheck: { intervall: 5s } } }",
        "services: { a: { image: a, deploy: { resources: { limit: {} } } } }",
        "services: { a: { image: a, volumes: [{ type: bind, source: ./x, target: /x, readonly: true }] } }",
        "services: { a: { image: a, ports: [{ target: 80, publish: 80 }] } }",
        "services: { a: { image: a } }\nvolums: {}",
        "services: { a: { image: a } }\nvolumes: { data: { foo: 1 } }",
        "services: { a: { image: a } }\nnetworks: { n: { ipam: { conf: [] } } }",
        "services: { a: { image: a } }\nsecrets: { x: {} }",
        "services: { a: { image: a, image: b } }",
        "services: { a: { image: a, ports: [\"80:\"] } }",
        "services: { a: { image: a, volumes: [\"./x::ro\"] } }",
        "services: { a: { image: a, ports: [\"${GONE}\"] } }",
        "services: { a: { image: a, volumes: [\"${GONE}:/data\"] } }",
    ]

    @Test(arguments: accepted)
    func `what Compose takes has no error`(text: String) throws {
        #expect(try Compose.refusal(of: text) == nil)
        #expect(try errors(in: text) == [])
    }

    @Test(arguments: refused)
    func `what Compose refuses has one`(text: String) throws {
        #expect(try Compose.refusal(of: text) != nil)
        #expect(try errors(in: text).count == 1)
    }

    /// Compose reads it, and its `up` then fails at the second container.
    @Test func `two services of one container name have an error`() throws {
        let text = "services: { a: { image: a, container_name: x }, b: { image: b, container_name: x } }"
        #expect(try errors(in: text) == ["`a` and `b` have the same `container_name`"])
        #expect(try errors(in: text.replacing("b, container_name: x", with: "b, container_name: y")) == [])
    }

    private func errors(in text: String) throws -> [String] {
        let findings = Findings()
        let main = try #require(
            ComposeFile(path: "compose.yml", bytes: Array(text.utf8), name: "compose.yml", findings: findings))
        ComposeProject(main: main, value: { _ in .absent }, read: { _ in nil }).check()
        return findings.diagnostics.filter { $0.severity == .error }.map(\.message)
    }
}

/// The plugin by itself, which needs no Docker Engine to read a file.
enum Compose {
    static let tool =
        Tool(
            path: Golden.repository.appendingPathComponent(".build/tools/docker/cli-plugins/docker-compose").path)
        ?? ["/usr/libexec/docker/cli-plugins", "/usr/lib/docker/cli-plugins", "/usr/local/lib/docker/cli-plugins"].lazy
        .compactMap { Tool(path: $0 + "/docker-compose") }.first
    static var isThere: Bool { tool != nil }

    /// What Compose says of a file that it refuses; nil where it takes it.
    static func refusal(of text: String) throws -> String? {
        let folder = TemporaryFolder()
        try folder.write("compose.yml", text)
        try folder.write("inc.yml", "services: { inc: { image: inc } }\n")
        try folder.write("in.env", "A=1\n")
        let result = try #require(tool).run(
            ["--file", folder.file("compose.yml"), "config", "--quiet"], in: folder.path)
        return result.status == 0 ? nil : result.output
    }
}
