import ImageCheck

extension [ImageDemand] {
    /// Vultr's guide for building Marketplace images and its cleanup script, read 2026-07.
    static let vultr: [ImageDemand] = [
        .init(
            .fail, .cloudInitRelease(atLeast: [21, 2], as: "vultr-cloud-init"),
            "A system whose cloud-init supports Vultr: 21.2 or newer"),
        .init(
            .warn,
            .kernelOption(
                "vultr", as: "vultr-kernel-option",
                help: "add `vultr` to GRUB_CMDLINE_LINUX in /etc/default/grub and run update-grub; "
                    + "`NAMEctl prepare` does this"),
            "The kernel option `vultr`, so that cloud-init also recognises bare metal"),
        .init(
            .fail, .diskSize(atMost: 25 << 30, of: "vc2-1c-1gb", as: "vultr-disk"),
            "The smallest file system, so that every machine can take the snapshot"),
        .init(.fail, .securityUpdates, "Cleaned: updates are installed"),
        .init(.warn, .temporaryFiles, "Cleaned: the temporary folders"),
        .init(.fail, .authorizedKeys, "Cleaned: keys"),
        .init(.fail, .hostKeys, "Cleaned: host keys"),
        .init(.warn, .logs, "Cleaned: logs"),
        .init(.warn, .histories, "Cleaned: history"),
        .init(.fail, .seeds, "Cleaned: the random seed"),
        .init(.fail, .machineID, "Cleaned: the machine id"),
        .init(.warn, .locateDatabases, "Cleaned: updatedb's database"),
        .init(.warn, .freeSpace, "Cleaned: free space is zero and trimmed"),
        .init(.warn, .rootScripts, "Cleaned: /root/*.sh"),
    ]
}
