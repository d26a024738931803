/// What tells a machine from its clones.
extension Rule {
    public static let hostKeys = Rule(
        "host-keys", "No ssh host key is left",
        help: "remove it; `NAMEctl seal` does, and sees to it that the first boot makes new ones"
    ) { image in
        image.tree.paths(in: "/etc/ssh", where: Traces.isHostKey).map { Finding($0, "every clone would have it") }
    }

    public static let machineID = Rule(
        "machine-id", "The machine id is empty or says \"uninitialized\"", help: "`NAMEctl seal` empties it"
    ) { image in
        let ids = ["/etc/machine-id", "/var/lib/dbus/machine-id"].filter { image.tree.kind($0) == .file }
        return ids.filter { id in
            let words = image.tree.text(id).split(whereSeparator: \.isWhitespace)
            return !words.isEmpty && words != ["uninitialized"]
        }.map { Finding($0, "this machine's id") }
    }

    public static let cloudInitState = Rule(
        "cloud-init-state", "cloud-init knows no instance",
        help: "`NAMEctl seal` cleans up; `cloud-init clean` alone takes the hook away too"
    ) { image in
        Traces.cloudInit.compactMap { path in
            let isEmptyFolder = image.tree.kind(path) == .folder && image.tree.names(in: path).isEmpty
            return image.tree.kind(path) == nil || isEmptyFolder ? nil : Finding(path, "left by a boot")
        }
    }

    public static let leases = Rule(
        "dhcp-leases", "No DHCP lease is left", help: "remove it; `NAMEctl seal` does"
    ) { image in
        (Traces.leases.flatMap { image.tree.files(under: $0) }
            + image.tree.paths(in: "/var/lib/NetworkManager", where: Traces.isLease))
            .map { Finding($0, "of this machine's network") }
    }

    public static let seeds = Rule(
        "random-seed", "No random seed or host secret is left", help: "remove it; `NAMEctl seal` does"
    ) { image in
        Traces.seeds.filter(image.tree.exists).map { Finding($0, "every clone would begin with it") }
    }

    public static let engineIdentity = Rule(
        "docker-identity", "The Docker Engine has no identity yet", help: "remove it; `NAMEctl seal` does"
    ) { image in
        Traces.engineIdentity.filter(image.tree.exists).map { Finding($0, "every clone's engine would have it") }
    }
}
