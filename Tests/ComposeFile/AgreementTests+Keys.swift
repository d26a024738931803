extension AgreementTests {
    /// Files in which one key has an unusual value.
    static let keyFiles: [String] =
        [
            #"cpu_period: 100ms"#, #"cpu_quota: "5000""#, #"cpu_rt_runtime: 950ms"#, #"cpu_percent: x"#,
            #"pids_limit: 1.5"#, #"oom_score_adj: 2000"#, #"oom_score_adj: -1000"#, #"expose: [80.5]"#,
            #"expose: [80, "81"]"#, #"group_add: [5, 5]"#, #"group_add: ["5", 5]"#, #"security_opt: [a, a]"#,
            #"blkio_config: { weight: x }"#, #"blkio_config: { device_read_bps: [{ path: /dev/a, rate: x }] }"#,
            #"blkio_config: { device_read_bps: [{ path: /dev/a, rate: 12mb }] }"#, #"env_file: """#,
            #"env_file: [""]"#, #"env_file: [{ required: false }]"#, #"env_file: [{ path: x, required: "false" }]"#,
            #"gpus: foo"#, #"gpus: all"#, #"label_file: """#, #"networks: { default: { aliases: x } }"#,
            #"networks: { default: { aliases: [x] } }"#, #"networks: [default, default]"#, #"pull_policy: foo"#,
            #"pull_policy: """#, #"pull_policy: build"#, #"ulimits: { nofile: { soft: 1 } }"#,
            #"ulimits: { nofile: 1.5 }"#, #"ulimits: { nofile: { soft: "1", hard: 2 } }"#, #"build: { context: 5 }"#,
            #"build: { context: ., cache_from: a }"#, #"build: { context: ., secrets: [undefined] }"#,
            #"build: { context: ., ssh: default }"#, #"build: { context: ., ssh: [default] }"#,
            #"build: { context: ., target: [a] }"#, #"build: { context: ., extra_hosts: [x] }"#,
            #"deploy: { placement: [a] }"#, #"deploy: { placement: { constraints: [a] } }"#,
            #"deploy: { update_config: { order: foo } }"#,
            #"deploy: { resources: { reservations: { devices: [{ capabilities: [gpu], count: x }] } } }"#,
            #"deploy: { resources: { reservations: { devices: [{ capabilities: [gpu], count: 1, device_ids: ["0"] }] } } }"#,
            #"deploy: { resources: { reservations: { devices: [{ capabilities: [gpu], count: all }] } } }"#,
            #"volumes: [{ type: bind, source: /x, target: /x, bind: { selinux: q } }]"#,
            #"volumes: [{ type: bind, target: /x }]"#,
            #"volumes: [{ type: tmpfs, target: /x, tmpfs: { size: -1 } }]"#, #"volumes: [""]"#,
            #"volumes: [{ type: tmpfs, target: /x, tmpfs: { mode: "0755" } }]"#,
            #"volumes: [{ type: tmpfs, target: /x, tmpfs: { mode: 0755, size: 1g } }]"#, #"privileged: "${P:-x}""#,
            #"privileged: "${P}""#, #"tty: "${P:-x}""#, #"healthcheck: { test: x, retries: -1 }"#,
            #"devices: ["a:b:c:d"]"#, #"devices: [{ target: x }]"#, #"storage_opt: [a]"#,
            #"environment: { A: .inf }"#, #"environment: { "": c }"#,
            #"develop: { watch: [{ action: sync, path: ./a }] }"#,
            #"develop: { watch: [{ action: sync, path: ./a, target: /b }] }"#, #"extra_hosts: ["::1"]"#,
            #"extra_hosts: ["a:1.1.1.1", "a:1.1.1.1"]"#, #"ports: ["80:0"]"#, #"ports: ["::1:80:80"]"#,
            #"ports: [{ published: 80 }]"#, #"ports: ["80:80/"]"#, #"ports: ["80:80/tcp/udp"]"#, #"shm_size: 1e6"#,
            #"shm_size: "1e6""#, #"cpus: 1_0"#, #"mem_limit: 1_000"#, #"mem_limit: "${M}""#,
            #"mem_limit: "${M:-1g}""#, #"cpus: "${C}""#, #"deploy: { replicas: "${R}" }"#,
            #"healthcheck: { test: x, interval: "${I}" }"#, #"scale: "${S-}""#,
        ].map { "services: { a: { image: a, \($0) } }" }
        + [
            #"networks: { n: { external: { name: x }, name: y } }"#,
            #"networks: { n: { external: { name: x }, name: x } }"#, #"networks: { n: { external: maybe } }"#,
            #"networks: { "n m": {} }"#, #"volumes: { "n m": {} }"#, #"secrets: { s: { driver: x } }"#,
            #"secrets: { s: { driver: x, file: ./x } }"#, #"configs: { c: { content: 5 } }"#,
            #"volumes: { v: { driver_opts: true } }"#, #"volumes: { v: { driver: 5 } }"#,
        ].map { "services: { a: { image: a } }\n\($0)" }
        + [
            "services: { a: { image: a, depends_on: { b: { condition: service_started, required: maybe } } }, b: { image: b } }",
            "services: { a: { image: a, secrets: [{ source: s, mode: x }] } }\nsecrets: { s: { file: ./x } }",
            "services: { a: { image: a, networks: [\"n m\"] } }\nnetworks: { \"n m\": {} }",
            "%YAML 1.2\n---\nservices: { a: { image: a } }", "%YAML 1.1\n---\nservices: { a: { image: a } }",
        ]
}
