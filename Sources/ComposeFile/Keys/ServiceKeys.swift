extension ComposeKeys {
    static let service = keys(
        """
        annotations attach cap_add cap_drop cgroup_parent command container_name cpu_count cpu_percent cpu_period
        cpu_quota cpu_rt_period cpu_rt_runtime cpu_shares cpus cpuset device_cgroup_rules devices dns dns_opt dns_search
        domainname entrypoint environment expose external_links extra_hosts gpus group_add hostname image init ipc
        isolation label_file labels links mac_address mem_limit mem_reservation mem_swappiness memswap_limit models
        network_mode oom_kill_disable oom_score_adj pid pids_limit platform privileged profiles provider pull_policy
        pull_refresh_after read_only restart runtime scale security_opt shm_size stdin_open stop_grace_period stop_signal
        storage_opt sysctls tmpfs tty use_api_socket user userns_mode uts volumes_from working_dir
        """,
        [
            "blkio_config": keys(
                "device_read_bps device_read_iops device_write_bps device_write_iops weight weight_device"),
            "build": build,
            "cgroup": .word(["host", "private"]),
            "configs": .each(granted),
            "credential_spec": keys("config file registry"),
            "depends_on": .each(
                keys(
                    "required restart",
                    [
                        "condition": .word([
                            "service_started", "service_healthy", "service_completed_successfully",
                        ])
                    ])),
            "deploy": deploy,
            "develop": keys("watch"),
            "env_file": .each(keys("path required format")),
            "extends": keys("service file"),
            "healthcheck": keys("disable interval retries start_interval start_period test timeout"),
            "logging": keys("driver options"),
            "networks": .each(
                keys(
                    "aliases driver_opts gw_priority interface_name ipv4_address ipv6_address link_local_ips mac_address"
                        + " priority")),
            "ports": .each(keys("app_protocol host_ip mode name protocol published target")),
            "post_start": .each(hook),
            "pre_stop": .each(hook),
            "secrets": .each(granted),
            "ulimits": .each(keys("hard soft")),
            "volumes": .each(volume),
        ])

    private static let build = keys(
        """
        additional_contexts args cache_from cache_to context dockerfile dockerfile_inline entitlements extra_hosts
        isolation labels network no_cache platforms privileged provenance pull sbom secrets shm_size ssh tags target
        ulimits
        """)

    private static let deploy = keys(
        "endpoint_mode labels mode placement replicas",
        [
            "resources": .mapping([
                "limits": keys("cpus memory pids"),
                "reservations": keys("cpus devices generic_resources memory"),
            ]),
            "restart_policy": keys("condition delay max_attempts window"),
            "rollback_config": update,
            "update_config": update,
        ])

    private static let update = keys("delay failure_action max_failure_ratio monitor order parallelism")

    /// A secret or config that a service uses.
    private static let granted = keys("source target uid gid mode")

    private static let hook = keys("command environment privileged user working_dir")

    private static let volume = keys(
        "consistency read_only source target",
        [
            "type": .word(["bind", "volume", "tmpfs", "cluster", "npipe", "image"]),
            "bind": keys("create_host_path propagation recursive selinux"),
            "image": keys("subpath"),
            "tmpfs": keys("mode size"),
            "volume": keys("labels nocopy subpath"),
        ])
}
