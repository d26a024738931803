extension ComposeKeys {
    private static func all(_ names: String, _ keys: ComposeKeys) -> [String: ComposeKeys] {
        Dictionary(uniqueKeysWithValues: names.split { $0 == " " || $0 == "\n" }.map { (String($0), keys) })
    }

    static let service = mapping(
        [
            all(
                """
                cgroup_parent container_name cpuset domainname hostname image ipc isolation mac_address network_mode
                platform pull_refresh_after restart runtime stop_signal user userns_mode uts working_dir
                """, text),
            all("init oom_kill_disable privileged read_only stdin_open tty use_api_socket", flag),
            all("attach", flag),
            all("annotations environment labels sysctls", dictionary),
            all(
                "cap_add cap_drop device_cgroup_rules dns_opt external_links links profiles security_opt volumes_from",
                list(text)),
            all("command entrypoint", command),
            all("dns dns_search label_file tmpfs", texts),
            all(
                "cpu_count cpu_percent cpu_period cpu_quota cpu_rt_period cpu_rt_runtime cpu_shares pids_limit", number),
            all("cpus", decimal),
            all("mem_limit mem_reservation memswap_limit shm_size", size),
            all("mem_swappiness oom_score_adj scale", integer),
            all("models provider storage_opt", anything),
            all("expose group_add", list(scalar([.integer, .fraction, .text], .any))),
            [
                "blkio_config": keys(
                    "device_read_bps device_read_iops device_write_bps device_write_iops weight weight_device"),
                "build": either([text, build]),
                "cgroup": word("host private"),
                "configs": list(either([text, granted])),
                "credential_spec": keys("config file registry"),
                "depends_on": either([list(text), names(dependency)]),
                "deploy": optional(deploy),
                "develop": optional(develop),
                "devices": list(either([text, keys("source target permissions")])),
                "env_file": either([text, list(either([text, keys("path required format")]))]),
                "extends": either([text, keys("service file", required: ["service"])]),
                "extra_hosts": either([list(text), names(texts)]),
                "gpus": either([text, list(anything)]),
                "healthcheck": healthcheck,
                "logging": keys(
                    "", ["driver": text, "options": names(scalar([.text, .integer, .fraction, .nothing], .any))]),
                "networks": either([
                    list(text),
                    names(
                        optional(
                            keys(
                                "aliases driver_opts gw_priority interface_name ipv4_address ipv6_address"
                                    + " link_local_ips mac_address priority"))),
                ]),
                "pid": text,
                "ports": list(either([number, port])),
                "post_start": list(hook),
                "pre_stop": list(hook),
                "pull_policy": text,
                "secrets": list(either([text, granted])),
                "stop_grace_period": duration,
                "ulimits": names(either([integer, keys("hard soft")])),
                "volumes": list(either([text, volume])),
            ],
        ].reduce(into: [:]) { $0.merge($1) { first, _ in first } }, required: [])

    private static let dependency = keys(
        "required restart",
        ["condition": word("service_started service_healthy service_completed_successfully")], required: ["condition"])

    private static let develop = keys(
        "",
        [
            "watch": list(
                keys(
                    "exec ignore include initial_sync path target",
                    ["action": word("rebuild sync restart sync+restart sync+exec")], required: ["action", "path"]))
        ])

    private static let healthcheck = keys(
        "",
        [
            "disable": flag, "interval": duration, "retries": integer, "start_interval": duration,
            "start_period": duration, "test": texts, "timeout": duration,
        ])

    private static let port = keys("app_protocol host_ip mode name protocol published", ["target": integer])

    private static let build = keys(
        """
        additional_contexts cache_from cache_to context dockerfile dockerfile_inline entitlements extra_hosts
        isolation network no_cache platforms privileged provenance pull sbom secrets ssh tags target ulimits
        """, ["args": dictionary, "labels": dictionary, "shm_size": size])

    private static let deploy = keys(
        "endpoint_mode mode placement",
        [
            "labels": dictionary,
            "replicas": integer,
            "resources": mapping(
                [
                    "limits": keys("pids", ["cpus": decimal, "memory": size]),
                    "reservations": keys(
                        "generic_resources",
                        [
                            "cpus": decimal, "memory": size,
                            "devices": list(
                                keys(
                                    "count device_ids driver options", ["capabilities": list(text)],
                                    required: ["capabilities"])),
                        ]),
                ], required: []),
            "restart_policy": keys("condition", ["delay": duration, "max_attempts": integer, "window": duration]),
            "rollback_config": update,
            "update_config": update,
        ])

    private static let update = keys(
        "failure_action max_failure_ratio order parallelism", ["delay": duration, "monitor": duration])

    /// A secret or config that a service uses.
    private static let granted = keys("source target uid gid mode")

    private static let hook = keys("environment privileged user working_dir", ["command": texts])

    private static let volume = keys(
        "consistency source target",
        [
            "read_only": flag,
            "type": word("bind volume tmpfs cluster npipe image"),
            "bind": keys("create_host_path propagation recursive selinux"),
            "image": keys("subpath"),
            "tmpfs": keys("mode size"),
            "volume": keys("labels nocopy subpath"),
        ], required: ["type"])
}
