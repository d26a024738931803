import Findings
import Foundation
import TestSupport
import Testing

@testable import ComposeFile

/// Whether this module and Docker Compose accept and refuse the same files.
@Suite(.enabled(if: Compose.isThere, "needs Docker Compose: make setup unpacks it"))
struct AgreementTests {
    /// Files in which one thing is as few people write it.
    static let files: [String] =
        [
            // What is named.
            #"services: { a: { image: a, depends_on: ["${DBH:-b}"] }, b: { image: b } }"#,
            #"services: { a: { image: a, depends_on: ["${DBH:-c}"] }, b: { image: b } }"#,
            "services: { a: { image: a, depends_on: [b] }, b: { image: b, profiles: [p] } }",
            "services: { a: { image: a, depends_on: { b: { condition: service_started, required: false } } }, b: { image: b, profiles: [p] } }",
            "services: { a: { image: a, links: [b] }, b: { image: b, profiles: [p] } }",
            "services: { a: { image: a, network_mode: \"service:b\" }, b: { image: b, profiles: [p] } }",
            "services: { a: { image: a, networks: [x] } }",
            "services: { a: { image: a, networks: { x: } } }\nnetworks: { x: }",
            "services: { a: { image: a, networks: [x] } }\nnetworks: { x: { external: { name: y } } }",
            "services: { a: { image: a, volumes: [\"x:/x\"] } }\nvolumes: { x: { external: true, driver: local } }",
            "services: { a: { image: a, volumes: [\"a b:/x\"] } }\nvolumes: { \"a b\": {} }",
            "services: { \"a b\": { image: a } }", "services: { \"a.b\": { image: a } }",
            "services: { AB: { image: a } }",
            "services: { a: { image: a, pid: \"service:x\" } }",
            "services: { a: { image: a, volumes_from: [b] }, b: { image: b } }",
            "services: { a: { image: a, configs: [c] } }\nconfigs: { c: { environment: HOME } }",
            "services: { a: { image: a, secrets: [c] } }\nsecrets: { c: { environment: HOME } }",
            "services: { a: { image: a, configs: [c] } }\nconfigs: { c: { content: x, file: ./y } }",
            "services: { a: { image: a, secrets: [c] } }\nsecrets: { c: { content: x } }",
            "services: { a: { image: a, secrets: [s] } }\nsecrets: { s: { external: true } }",
            // What is filled in.
            "services: { a: { image: \"a:${\" } }", "services: { a: { image: \"a:${}\" } }",
            "services: { a: { image: \"a:${1A}\" } }", "services: { a: { image: a, environment: { X: \"$%A\" } } }",
            "services: { a: { image: a, environment: { X: \"a$\" } } }",
            "services: { a: { image: a, environment: { X: \"${A\" } } }",
            "services: { a: { image: a, environment: { X: \"${A!b}\" } } }",
            "services: { a: { image: a, environment: { X: \"${A B}\" } } }",
            "services: { a: { image: a, command: \"echo $(x)\" } }",
            "services: { a: { image: a, labels: [\"x=$.foo\"] } }", "x-foo: \"${\"\nservices: { a: { image: a } }",
            "services: { a: { image: a, environment: { \"${\": b } } }",
            "services: { a: { image: a, environment: { X: \"${A:-${B:-c}}\" } } }",
            "services: { a: { image: a, environment: { X: \"$$A $$$${A}\" } } }",
            "services: { a: { image: a, environment: { X: \"${B:+https://${B}}\" } } }",
            "services: { a: { image: a, environment: { X: \"${A:?must}\" } } }",
            "x-e: \"${A:?must}\"\nservices: { a: { image: a } }",
            "services: { a: { image: a, environment: { X: \"${A:?${X}}\" } } }",
            "services: { a: { image: a, env_file: [\"${X:-in}.env\"] } }",
            // Ports and mounts.
            "services: { a: { image: a, ports: [abc] } }", "services: { a: { image: a, ports: [\"80:99999\"] } }",
            "services: { a: { image: a, ports: [\"1-3:80-81\"] } }",
            "services: { a: { image: a, ports: [\"8000-9000:80\"] } }",
            "services: { a: { image: a, ports: [80] } }", "services: { a: { image: a, ports: [22.5] } }",
            "services: { a: { image: a, ports: [22:22] } }", "services: { a: { image: a, ports: [\"80:80/foo\"] } }",
            "services: { a: { image: a, ports: [\"1.2.3:80:80\"] } }",
            "services: { a: { image: a, ports: [\"127.0.0.1::80\"] } }",
            "services: { a: { image: a, ports: [\"[::1]:80:80/UDP\"] } }",
            "services: { a: { image: a, ports: [\"localhost:80:80\"] } }",
            "services: { a: { image: a, ports: [\":80\"] } }",
            "services: { a: { image: a, ports: [\"80:80\", \"80:80\"] } }",
            "services: { a: { image: a, ports: [{ target: \"80\", published: \"80-90\" }] } }",
            "services: { a: { image: a, ports: [{ target: x }] } }", "services: { a: { image: a, ports: } }",
            "services: { a: { image: a, ports: { a: b } } }", "services: { a: { image: a, ports: \"80:80\" } }",
            "services: { a: { image: a, expose: [x, 81, \"82/udp\"] } }",
            "services: { a: { image: a, volumes: [\"./x:/x:foo\"] } }",
            "services: { a: { image: a, volumes: [\"./x:/x:ro:z\"] } }",
            "services: { a: { image: a, volumes: \"./x:/x\" } }",
            "services: { a: { image: a, volumes: [{ type: bind, source: ./x }] } }",
            "services: { a: { image: a, volumes: [{ source: ./x, target: /x }] } }",
            "services: { a: { image: a, volumes: [\"./x:/x\", \"./y:/x\"] } }",
            "services: { a: { image: a, volumes: [\"C:\\\\x:/x\"] } }",
            // Kinds of values.
            "services: { a: }", "services: { a: { command: x } }", "services: { a: { build: . } }",
            "services: { a: { image: a }, b: { build: ., profiles: [x] } }", "services: { a: { image: 5 } }",
            "services: { a: { image: \"\" } }", "services: { a: { image: } }", "services: { a: { image: !!str 5 } }",
            "services: { a: { image: a, command: { x: y } } }", "services: { a: { image: a, command: 5 } }",
            "services: { a: { image: a, command: [5] } }", "services: { a: { image: a, command: null } }",
            "services: { a: { image: a, entrypoint: } }", "services: { a: { image: a, environment: { X: { y: z } } } }",
            "services: { a: { image: a, environment: { X: [1] } } }",
            "services: { a: { image: a, environment: [{ X: 1 }] } }",
            "services: { a: { image: a, environment: [5] } }",
            "services: { a: { image: a, environment: [A=1, A=2, =3] } }",
            "services: { a: { image: a, environment: { X: true, Y: 1.5, Z: null, W: no, V: 0777, U: 1_000 } } }",
            "services: { a: { image: a, environment: { on: 1, no: 2 } } }",
            "services: { a: { image: a, environment: { 1: a } } }",
            "services: { 1: { image: a } }", "services: { a: { image: a, labels: { x: true } } }",
            "services: { a: { image: a, privileged: \"true\" } }", "services: { a: { image: a, privileged: maybe } }",
            "services: { a: { image: a, privileged: yes, tty: on, init: \"y\" } }",
            "services: { a: { image: a, restart: 5 } }",
            "services: { a: { image: a, hostname: 5 } }", "services: { a: { image: a, user: 1000 } }",
            "services: { a: { image: a, working_dir: [x] } }", "services: { a: { image: a, cap_add: NET_ADMIN } }",
            "services: { a: { image: a, profiles: x } }", "services: { a: { image: a, tmpfs: /x, dns: 1.1.1.1 } }",
            "services: { a: { image: a, devices: { a: b } } }", "services: { a: { image: a, group_add: [1000, x] } }",
            "services: { a: { image: a, logging: { options: { max-file: 3 } } } }",
            "services: { a: { image: a, logging: { options: [a] } } }",
            "services: { a: { image: a, sysctls: [\"a=1\"] } }",
            "services: { a: { image: a, extra_hosts: [\"x:host-gateway\"] } }",
            "services: { a: { image: a, extra_hosts: [x] } }",
            "services: { a: { image: a, ulimits: { nofile: 5 } } }",
            "services: { a: { image: a, ulimits: { nofile: x } } }",
            "services: { a: { image: a, depends_on: b }, b: { image: b } }",
            "services: { a: { image: a, depends_on: { b: {} } }, b: { image: b } }",
            "services: { a: { image: a, secrets: [{ source: s, mode: 0400 }] } }\nsecrets: { s: { environment: HOME } }",
            // Times, sizes and numbers.
            "services: { a: { image: a, healthcheck: { test: x, interval: 5 } } }",
            "services: { a: { image: a, healthcheck: { test: x, interval: 5x } } }",
            "services: { a: { image: a, healthcheck: { test: x, interval: 1d } } }",
            "services: { a: { image: a, healthcheck: { test: x, interval: 1m30.5s, retries: \"3\" } } }",
            "services: { a: { image: a, healthcheck: { test: x, retries: x } } }",
            "services: { a: { image: a, healthcheck: { test: [curl, x] } } }",
            "services: { a: { image: a, healthcheck: { test: [] } } }",
            "services: { a: { image: a, stop_grace_period: 30 } }", "services: { a: { image: a, mem_limit: lots } }",
            "services: { a: { image: a, mem_limit: 512m, shm_size: 1gb, mem_reservation: 1Gi } }",
            "services: { a: { image: a, shm_size: 1xb } }", "services: { a: { image: a, cpus: x } }",
            "services: { a: { image: a, cpus: \"0.5\", cpu_shares: !!int \"5\" } }",
            "services: { a: { image: a, deploy: { resources: { limits: { memory: x } } } } }",
            "services: { a: { image: a, deploy: { resources: { limits: { cpus: 0.5 } } } } }",
            "services: { a: { image: a, deploy: { replicas: \"2\" } } }",
            "services: { a: { image: a, deploy: { replicas: x } } }",
            "services: { a: { image: a, deploy: { restart_policy: { delay: 5 } } } }",
            "services: { a: { image: a, mem_limit: 1g, deploy: { resources: { limits: { memory: 2g } } } } }",
            "services: { a: { image: a, scale: 2, deploy: { replicas: 3 } } }",
            "services: { a: { image: a, deploy: { resources: { reservations: { devices: [{ driver: nvidia, count: 1 }] } } } } }",
            // The top level.
            "version: 3\nservices: { a: { image: a } }", "version: \"3.8\"\nservices: { a: { image: a } }",
            "foo: bar\nservices: { a: { image: a } }", "x-foo: bar\nservices: { a: { image: a, x-bar: 1 } }",
            "services: [{ image: a }]", "services: { a: { image: a } }\nvolumes:",
            "services: { a: { image: a } }\nnetworks: [a]",
            "services: { a: { image: a }, a: { image: b } }", "services:\n\ta: { image: a }", "[a]", "", "# x\n",
            "\u{FEFF}services: { a: { image: a } }", "services:\r\n  a:\r\n    image: a\r\n", "services: { a: *x }",
            // Other YAML.
            "x-a: &a { image: a }\nx-b: &b { restart: always }\nservices: { a: { <<: [*a, *b] } }",
            "x-a: &a [1]\nservices: { a: { image: a, <<: *a } }", "services: { a: { image: a, <<: } }",
            "services: { a: { image: a, ports: !reset [] } }",
            "services: { a: { image: a, ports: !override [\"80:80\"] } }",
            // Other files.
            "services: { a: { extends: { file: gone.yml, service: x } } }",
            "services: { a: { extends: { service: x } } }",
            "services: { a: { extends: b }, b: { image: b } }", "services: { a: { extends: b }, b: { extends: a } }",
            "services: { a: { extends: b }, b: { image: b, depends_on: [c] }, c: { image: c } }",
            "include: inc.yml\nservices: { a: { image: a } }",
            "include: [inc.yml]\nservices: { a: { image: a, depends_on: [inc] } }",
            "include: [inc.yml]\nservices: { inc: { image: a } }",
            "include: [compose.yml]\nservices: { a: { image: a } }",
            // The rest.
            "services: { a: { image: a, develop: { watch: [{ path: ./x, action: rebuild }] } } }",
            "services: { a: { image: a, develop: { watch: [{ path: ./x, action: foo }] } } }",
            "services: { a: { image: a, develop: { watch: [{ path: ./x }] } } }",
            "services: { a: { image: a, build: { context: ., args: [A=1], target: x } } }",
            "services: { a: { image: a, build: { contxt: . } } }",
            "services: { a: { build: { context: ., dockerfile: x, dockerfile_inline: y } } }",
            "services: { a: { image: a, security_opt: [\"no-new-privileges:true\"], runtime: x, isolation: x } }",
            "services: { a: { image: a, annotations: [a=b], blkio_config: { weight: 300 }, external_links: [x] } }",
            "services: { a: { image: a, enviroment: {} } }",
            "services: { a: { image: a, networks: { n: { priority: 1 } } } }\nnetworks: { n: {} }",
            "services:\n  a:\n    image: a\n    deploy:\n",
        ]
        + [
            "healthcheck", "logging", "build", "environment", "depends_on", "volumes", "networks", "restart", "labels",
            "container_name", "extends", "secrets", "mem_limit", "privileged", "profiles", "user", "ulimits",
            "env_file",
        ].map { "services: { a: { image: a, \($0): } }" }

    /// Where this module is stricter or milder, with the reason.
    static let others: [(file: String, isRefusedHere: Bool, why: String)] = [
        (
            "services: { a: { image: a } }\n---\nservices: { b: { image: b } }", true,
            "app.yaml names several files instead"
        ),
        ("services: {}", true, "an app has services"), ("volumes: { a: {} }", true, "an app has services"),
        ("services: { a: { image: a, restart: sometimes } }", true, "the engine refuses it"),
        (
            "services: { a: { image: a, container_name: x }, b: { image: b, container_name: x } }", true,
            "the engine refuses it"
        ),
        ("services: { a: { provider: { type: model } } }", false, "Docker Compose 2.36 has it"),
        ("services: { a: { image: a, pull_policy: daily } }", false, "Docker Compose 2.37 has it"),
    ]

    @Test(arguments: files + keyFiles)
    func `it accepts and refuses what Compose does`(text: String) throws {
        let theirs = try Compose.refusal(of: text)
        let ours = try errors(in: text, folder: nil)
        #expect(ours.isEmpty == (theirs == nil), "Compose: \(theirs ?? "accepted"); here: \(ours)")
    }

    @Test(arguments: others.map(\.file))
    func `where it differs, that is on purpose`(text: String) throws {
        let wanted = try #require(Self.others.first { $0.file == text })
        #expect(try errors(in: text, folder: nil).isEmpty != wanted.isRefusedHere)
        #expect((try Compose.refusal(of: text) == nil) == wanted.isRefusedHere, "it differs no longer")
    }

    /// Coolify's templates with its own keys, most of which Compose refuses.
    @Test(.enabled(if: Shared.templates != nil, "needs ../shared/coolify"))
    func `it accepts and refuses the same of Coolify's templates`() throws {
        let folder = try #require(Shared.templates)
        var differing: [String] = []
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".yaml") }
        for name in names.sorted() {
            let text = String(decoding: try Data(contentsOf: folder.appendingPathComponent(name)), as: UTF8.self)
            let theirs = try Compose.refusal(of: text)
            let ours = try errors(in: text, folder: folder.path)
            if ours.isEmpty != (theirs == nil) { differing.append("\(name): \(theirs ?? "accepted"); here \(ours)") }
        }
        #expect(names.count > 100)
        #expect(differing.count <= names.count / 100, "\(differing.joined(separator: "\n"))")
    }

    private func errors(in text: String, folder: String?) throws -> [String] {
        let findings = Findings()
        let other = ComposeFile(
            path: "inc.yml", bytes: Array("services: { inc: { image: inc } }\n".utf8), name: "inc.yml",
            findings: findings)
        guard
            let main = ComposeFile(
                path: "compose.yml", bytes: Array(text.utf8), name: "compose.yml", findings: findings)
        else { return findings.diagnostics.map(\.message) }
        var missing: [String] = []
        let project = ComposeProject(
            main: main, value: { $0 == "HOME" ? .known("/root") : .absent },
            read: { reference in
                if case .within("inc.yml") = reference.location { return other }
                missing.append(reference.text)
                return nil
            })
        project.check()
        // That a value is needed is said beside app.yaml's `env`.
        let needed = main.root.scalars.compactMap(\.string).flatMap { Interpolation($0).variables }
            .filter { $0.absence == .failure && $0.name != "HOME" }.map { "\($0.name) is needed" }
        // So is that a file is not there.
        let files = project.files.filter { file in
            guard !file.isOptional, [.environmentFile, .labelFile].contains(file.use) else { return false }
            return file.location != .within("in.env")
        }
        return findings.diagnostics.filter { $0.severity == .error }.map(\.message) + needed + missing
            + files.map(\.text)
    }
}

/// What may lie beside this checkout.
enum Shared {
    /// As for `landfall import`'s tests.
    static var templates: URL? {
        if let named = ProcessInfo.processInfo.environment["LANDFALL_TEMPLATES"] { return URL(fileURLWithPath: named) }
        var place = Golden.repository
        while place.path != "/" {
            let candidate = place.appendingPathComponent("shared/coolify")
            if FileManager.default.fileExists(atPath: candidate.path) { return candidate }
            place = place.deletingLastPathComponent().standardizedFileURL
        }
        return nil
    }
}
