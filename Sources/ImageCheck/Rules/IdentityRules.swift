import Text

/// What tells a machine from its clones.
extension Rule {
    public static let hostKeys = Rule(
        "host-keys", "No ssh host key is left",
        help: "remove it; `NAMEctl seal` does, and makes sure that the first boot makes new ones"
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
        help: "`NAMEctl seal` cleans up; `cloud-init clean` alone also removes the hook"
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

    public static let enrolments = Rule(
        "agent-identities", "No agent, tunnel or cluster knows this machine",
        help: "stop the program, remove the file and remove the machine from the program's own list; "
            + "`NAMEctl seal` stops it and removes the file. Enrol each machine at its first boot"
    ) { image in
        Traces.enrolments.flatMap { enrolment in
            enrolment.paths.flatMap(image.tree.paths(matching:)).filter(image.tree.holdsSomething)
                .map { Finding($0, "\(enrolment.program) keeps this machine's identity here") }
        }
    }

    public static let networkSettings = Rule(
        "network-settings", "No network settings of this machine are left",
        help: "remove the file: cloud-init writes the new machine's. `NAMEctl seal` removes cloud-init's own, where "
            + "cloud-init is on and sets up the network. Match cards by name, not by address"
    ) { image in
        let own = Traces.cloudInitNetwork.flatMap(image.tree.paths(matching:))
        let others = [
            "/etc/netplan/*", "/etc/systemd/network/*", "/etc/NetworkManager/system-connections/*",
            "/etc/network/interfaces", "/etc/network/interfaces.d/*", "/etc/sysconfig/network-scripts/ifcfg-*",
        ].flatMap(image.tree.paths(matching:)).filter { !own.contains($0) }
        return own.map { Finding($0, "written for the machine that built the image") }
            + others.filter { namesCard(image.tree.text($0)) }
            .map { Finding($0, "names the network card of the machine that built the image") }
    }

    /// Whether a line that is not a comment has a network card's address, six pairs of hexadecimal digits.
    private static func namesCard(_ text: String) -> Bool {
        text.split(whereSeparator: \.isNewline).contains { line in
            guard let first = line.first(where: { !$0.isWhitespace }), first != "#" else { return false }
            return line.split { !($0.isHexDigit || $0 == ":") }.contains { word in
                let pairs = word.split(separator: ":", omittingEmptySubsequences: false).suffix(6)
                return pairs.count == 6 && pairs.allSatisfy { $0.count == 2 }
            }
        }
    }
}
