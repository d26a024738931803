extension [ImageDemand] {
    /// What any provider's review, and any owner, expects of an image.
    public static let ofEveryImage: [ImageDemand] = [
        .init(.fail, .program, "The first boot can run"),
        .init(.fail, .hook, "cloud-init's per-instance hook is there and executable"),
        .init(.fail, .units, "The units are enabled and valid"),
        .init(.fail, .stack, "The stack is laid down"),
        .init(.fail, .images, "The stack's container images are present"),
        .init(.warn, .pinnedImages, "The stack's container images are pinned"),
        .init(.fail, .state, "No secret, no `.env`, no state of Landfall"),
        .init(.fail, .containers, "No container and no data of a machine that ran"),
        .init(.fail, .passwords, "Passwords are locked"),
        .init(.fail, .authorizedKeys, "No authorized keys"),
        .init(.fail, .privateKeys, "No private keys"),
        .init(.fail, .logins, "No logins to registries and clouds"),
        .init(.warn, .histories, "No history"),
        .init(.fail, .hostKeys, "No ssh host keys"),
        .init(.fail, .machineID, "The machine id is empty or \"uninitialized\""),
        .init(.fail, .cloudInitState, "cloud-init is cleaned"),
        .init(.fail, .leases, "No DHCP leases"),
        .init(.fail, .seeds, "No random seed"),
        .init(.fail, .engineIdentity, "No docker key.json"),
        .init(.fail, .securityUpdates, "No pending security updates"),
        .init(.warn, .logs, "No logs"),
        .init(.warn, .freeSpace, "Free blocks are zeroed or trimmed"),
    ]
}
