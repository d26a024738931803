import Testing

/// What a new machine has not got.
@Suite struct MachineCheckTests {
    private func findings(_ keys: String, top: String = "", env: String = "") throws -> [String] {
        try Project(
            compose: "services:\n  web: { image: web:1, \(keys) }\n\(top)\n",
            app: env.isEmpty ? "" : "env: { \(env) }"
        ).findings
    }

    @Test(arguments: [
        "isolation: hyperv", "credential_spec: { file: x }", "volumes: [{ type: npipe, source: a, target: /a }]",
        "volumes: [{ type: cluster, source: a, target: /a }]", "logging: { driver: loki }",
    ])
    func `what works on no machine is an error`(keys: String) throws {
        let found = try findings(keys)
        #expect(found.contains { $0.hasPrefix("error 2: ") }, "\(found)")
    }

    @Test(arguments: [
        "gpus: all", "runtime: nvidia", "devices: [\"/dev/kvm:/dev/kvm\"]", "use_api_socket: true",
        "logging: { driver: splunk }",
        "deploy: { resources: { reservations: { devices: [{ capabilities: [gpu] }] } } }",
    ])
    func `what some machines have is a warning`(keys: String) throws {
        let found = try findings(keys)
        #expect(found.count == 1 && found[0].hasPrefix("warning 2: "), "\(found)")
    }

    @Test(arguments: [
        "runtime: runc", "devices: [/dev/net/tun]", "logging: { driver: json-file }", "isolation: default",
    ])
    func `what every machine has is fine`(keys: String) throws { #expect(try findings(keys) == []) }

    @Test(arguments: [
        ("networks: [n]", "networks: { n: { driver: overlay } }", "error 3: the overlay network"),
        ("networks: [n]", "networks: { n: { driver: macvlan } }", "warning 3: whether the macvlan network"),
        (
            "volumes: [\"data:/v\"]", "volumes: { data: { driver: rexray } }",
            "error 3: no new machine has the volume driver"
        ),
        ("networks: [n]", "networks: { n: { external: true } }", "error 3: the network `n` is external"),
        ("networks: [n]", "networks: { n: { external: { name: m } } }", "error 3: the network `n` is external"),
        (
            "volumes: [\"data:/v\"]", "volumes: { data: { external: \"true\" } }",
            "error 3: the volume `data` is external"
        ),
        ("secrets: [s]", "secrets: { s: { external: true } }", "error 3: the secret `s` is external"),
        ("configs: [c]", "configs: { c: { external: true } }", "error 3: the config `c` is external"),
        ("user: root", "networks: { default: { external: true } }", "error 3: the network `default` is external"),
    ])
    func whatNobodyMakesIsAnErrorWhereItIsUsed(keys: String, top: String, start: String) throws {
        let found = try findings(keys, top: top)
        #expect(found.contains { $0.hasPrefix(start) }, "\(found)")
    }

    @Test(arguments: [
        "networks: { n: { external: true } }", "volumes: { v: { external: true } }",
        "networks: { default: { external: false } }", "networks: { n: { driver: overlay } }",
    ])
    func `what no service uses is not made`(top: String) throws { #expect(try findings("user: root", top: top) == []) }

    @Test func `a value that makes a key empty is an error`() throws {
        let found = try findings("mem_limit: \"${M}\"", env: "M: \"\"")
        #expect(found.contains { $0.hasPrefix("error 2: `mem_limit`: `` is no size") }, "\(found)")
        #expect(try findings("mem_limit: \"${M}\"", env: "M: 512m") == [])
    }

    @Test func `thousands of ranges are refused soon`() throws {
        let ports = Array(repeating: "\"1000-60000:1000-60000\"", count: 2000).joined(separator: ", ")
        let found = try findings("ports: [\(ports)]")
        #expect(found.contains { $0.contains("more than 1000 entries of `ports`") })
    }

    @Test func `a UDP range is no database's`() throws {
        #expect(try findings("ports: [\"10000-12000:10000-12000/udp\"]") == [])
        #expect(try findings("ports: [\"11211:11211\"]").count == 1)
    }
}
