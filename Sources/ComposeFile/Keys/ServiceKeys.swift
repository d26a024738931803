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
            all("cap_add cap_drop dns_opt external_links links profiles volumes_from", list(text)),
            all("device_cgroup_rules security_opt", distinct(text)),
            all("command entrypoint", command),
            all("dns dns_search tmpfs", texts),
            all("cpu_count cpu_period cpu_quota cpu_rt_period cpu_rt_runtime cpu_shares pids_limit scale", integer),
            all("cpu_percent cpus", decimal),
            all("mem_limit mem_reservation mem_swappiness memswap_limit shm_size", size),
            all("models provider", anything),
            [
                "blkio_config": blockDevices,
                "build": either([text, build]),
                "cgroup": word("host private"),
                "configs": list(either([text, granted])),
                "credential_spec": mapping(all("config file registry", text), required: []),
                "depends_on": either([list(text), names(dependency)]),
                "deploy": optional(deploy),
                "develop": optional(develop),
                "devices": list(
                    either([text, mapping(all("source target permissions", text), required: ["source"])])),
                "env_file": either([filledText, list(either([filledText, environmentFile]))]),
                "expose": list(scalar([.integer, .text], .any)),
                "extends": either([text, keys("service file", required: ["service"])]),
                "extra_hosts": hosts,
                "gpus": either([word("all"), list(mapping(device, required: []))]),
                "group_add": distinct(scalar([.integer, .text], .any)),
                "healthcheck": healthcheck,
                "logging": keys(
                    "", ["driver": text, "options": names(scalar([.text, .integer, .fraction, .nothing], .any))]),
                "label_file": either([filledText, list(filledText)]),
                "networks": either([distinct(text), names(optional(attachment))]),
                "oom_score_adj": scalar([.integer, .text], .bounded(-1000...1000)),
                "pid": text,
                "ports": list(either([scalar([.integer, .text], .any), port])),
                "post_start": list(hook),
                "pre_stop": list(hook),
                "pull_policy": scalar([.text], .pullPolicy),
                "secrets": list(either([text, granted])),
                "stop_grace_period": duration,
                "storage_opt": names(anything),
                "ulimits": limits,
                "volumes": list(either([text, volume])),
            ],
        ].reduce(into: [:]) { $0.merge($1) { first, _ in first } }, required: [])

    private static let dependency = keys(
        "",
        [
            "condition": word("service_started service_healthy service_completed_successfully"),
            "required": flag, "restart": flag,
        ], required: ["condition"])

    private static let environmentFile = keys("", ["path": text, "required": flag, "format": text], required: ["path"])

    private static let blockDevices = mapping(
        all("device_read_bps device_read_iops device_write_bps device_write_iops", list(rate)).merging([
            "weight": plainInteger, "weight_device": list(keys("", ["path": text, "weight": plainInteger])),
        ]) { first, _ in first }, required: [])

    private static let rate = keys("", ["path": text, "rate": scalar([.integer, .text], .size)])

    private static let hosts = either([distinct(text), names(texts)])

    private static let limit = scalar([.integer, .text], .integer)

    private static let limits = names(
        either([limit, keys("", ["hard": limit, "soft": limit], required: ["hard", "soft"])]))

    /// A network that a service is on.
    private static let attachment = keys(
        "",
        [
            "aliases": list(text), "driver_opts": names(value), "gw_priority": plainNumber, "interface_name": text,
            "ipv4_address": text, "ipv6_address": text, "link_local_ips": list(text), "mac_address": text,
            "priority": plainNumber,
        ])

    private static let develop = keys(
        "",
        [
            "watch": list(
                keys(
                    "exec include",
                    [
                        "ignore": texts, "initial_sync": flag, "path": text, "target": text,
                        "action": word("rebuild sync restart sync+restart sync+exec"),
                    ], required: ["action", "path"]))
        ])

    private static let healthcheck = keys(
        "",
        [
            "disable": flag, "interval": duration, "retries": scalar([.integer, .fraction, .text], .natural),
            "start_interval": duration,
            "start_period": duration, "test": texts, "timeout": duration,
        ])

    private static let port = keys(
        "",
        [
            "app_protocol": text, "host_ip": text, "mode": text, "name": text, "protocol": text,
            "published": scalar([.integer, .text], .any), "target": limit,
        ], required: ["target"])

    private static let build = mapping(
        [
            all("context dockerfile dockerfile_inline isolation network target", text),
            all("cache_from cache_to entitlements platforms tags", list(text)),
            all("no_cache privileged pull", flag),
            all("additional_contexts args labels ssh", dictionary),
            all("provenance sbom", anything),
            ["extra_hosts": hosts, "secrets": list(either([text, granted])), "shm_size": size, "ulimits": limits],
        ].reduce(into: [:]) { $0.merge($1) { first, _ in first } }, required: [])

    private static let deploy = keys(
        "",
        [
            "endpoint_mode": text,
            "mode": text,
            "placement": keys(
                "",
                [
                    "constraints": list(text), "max_replicas_per_node": integer,
                    "preferences": list(keys("", ["spread": text])),
                ]),
            "labels": dictionary,
            "replicas": integer,
            "resources": mapping(
                [
                    "limits": keys("", ["cpus": decimal, "memory": size, "pids": limit]),
                    "reservations": keys(
                        "",
                        [
                            "cpus": decimal, "memory": size, "generic_resources": list(anything),
                            "devices": list(mapping(device, required: ["capabilities"])),
                        ]),
                ], required: []),
            "restart_policy": keys(
                "", ["condition": text, "delay": duration, "max_attempts": integer, "window": duration]),
            "rollback_config": update,
            "update_config": update,
        ])

    private static let device: [String: ComposeKeys] = [
        "capabilities": list(text), "count": scalar([.integer, .text], .count), "device_ids": list(text),
        "driver": text, "options": dictionary,
    ]

    private static let update = keys(
        "",
        [
            "delay": duration, "failure_action": text, "max_failure_ratio": decimal, "monitor": duration,
            "order": word("start-first stop-first"), "parallelism": integer,
        ])

    /// A secret or config that a service uses.
    private static let granted = keys(
        "", ["source": text, "target": text, "uid": text, "gid": text, "mode": integer])

    private static let hook = keys(
        "",
        ["command": texts, "environment": dictionary, "privileged": flag, "user": text, "working_dir": text])

    private static let volume = keys(
        "",
        [
            "consistency": text, "source": text, "target": text,
            "read_only": flag,
            "type": word("bind volume tmpfs cluster npipe image"),
            "bind": keys(
                "recursive", ["create_host_path": flag, "propagation": text, "selinux": word("z Z")]),
            "image": keys("", ["subpath": text]),
            "tmpfs": keys("", ["mode": plainNumber, "size": scalar([.integer, .text], .naturalSize)]),
            "volume": keys("", ["labels": dictionary, "nocopy": flag, "subpath": text]),
        ], required: ["type"])
}
