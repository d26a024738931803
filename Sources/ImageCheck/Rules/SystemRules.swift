import Host

/// The distribution, and what a provider requires of it.
extension Rule {
    /// - Parameter releases: The distribution's `ID` in os-release with the accepted versions; nil accepts every
    ///   version.
    public static func distribution(
        as id: String, _ title: String, help: String, _ releases: [String: (@Sendable (String) -> Bool)?]
    ) -> Rule {
        Rule(id, title, help: help) { image in
            guard let system = image.tree.operatingSystem, let id = system.id else {
                return [Finding("/etc/os-release", "does not say which system this is")]
            }
            if let takes = releases[id], takes.map({ $0(system.version) }) ?? true { return [] }
            return [Finding("/etc/os-release", "\(system.title ?? id) is not among them")]
        }
    }

    public static let cloudInit = Rule(
        "cloud-init", "cloud-init is installed", help: "install the package cloud-init"
    ) { image in
        CloudInitSettings(image.tree).isInstalled ? [] : [Finding("/usr/bin/cloud-init", "is missing")]
    }

    /// - Parameter least: The oldest release that knows the provider, such as [21, 2].
    public static func cloudInitRelease(atLeast least: [Int], as id: String) -> Rule {
        let name = least.map(String.init).joined(separator: ".")
        return Rule(id, "cloud-init is \(name) or newer", help: "build on a newer release of the distribution") {
            image in
            guard let found = image.tree.cloudInitRelease else {
                return [Finding("/usr/bin/cloud-init", "is missing")]
            }
            let numbers = found.split(separator: ".").prefix(2).map { Int($0.prefix(while: \.isNumber)) ?? 0 }
            return numbers.lexicographicallyPrecedes(least) ? [Finding("/usr/bin/cloud-init", "is \(found)")] : []
        }
    }

    /// - Parameter option: A word of the kernel's command line.
    public static func kernelOption(_ option: String, as id: String, help: String) -> Rule {
        Rule(id, "The kernel is started with the option `\(option)`", help: help) { image throws(NotChecked) in
            let settings = KernelOptions(image.tree).files
            guard let first = settings.first else {
                throw NotChecked("there is no boot loader's configuration; check the whole disk")
            }
            let isThere = settings.contains { KernelOptions.words(image.tree.text($0)).contains(option) }
            return isThere ? [] : [Finding(first, "does not have it")]
        }
    }

    public static let firewall = Rule(
        "firewall", "A firewall is active", help: "run `NAMEctl prepare` again: it sets up a firewall"
    ) { image in
        image.tree.activeFirewalls.isEmpty ? [Finding("/etc", "neither ufw, firewalld nor nftables is enabled")] : []
    }

    /// - Parameter names: The firewalls that the provider's review looks for.
    public static func firewall(among names: [String], as id: String, _ title: String) -> Rule {
        Rule(
            id, title, help: "run `ufw enable` and open the app's ports, or tell the reviewer which firewall is active"
        ) {
            image in
            let active = image.tree.activeFirewalls
            if active.contains(where: names.contains) { return [] }
            let other = active.map { "\($0) is active, but the review does not look for it" }
            return [Finding("/etc", other.first ?? "none is active")]
        }
    }
}

extension ImageTree {
    /// nil if the image does not say.
    var operatingSystem: OSRelease? { OSRelease.paths.first(where: exists).map { OSRelease(text($0)) } }

    /// From cloud-init's own module, however it was installed; nil if it is missing.
    var cloudInitRelease: String? {
        let libraries =
            ["/usr/lib/python3/dist-packages"]
            + paths(in: "/usr/lib") { $0.hasPrefix("python3.") }.map {
                $0 + "/site-packages"
            }
        for library in libraries {
            let line = text(library + "/cloudinit/version.py").split(separator: "\n").first {
                $0.hasPrefix("__VERSION__")
            }
            if let release = line?.split(separator: "\"").dropFirst().first { return String(release) }
        }
        return nil
    }

    /// The firewalls that start with the machine.
    var activeFirewalls: [String] {
        let isWanted = { (unit: String) in
            ["sysinit.target", "multi-user.target", "network-pre.target"].contains {
                kind("/etc/systemd/system/\($0).wants/\(unit)") != nil
            }
        }
        let usesUFW = text("/etc/ufw/ufw.conf").split(separator: "\n").contains { $0.lowercased() == "enabled=yes" }
        return (usesUFW ? ["ufw"] : [])
            + ["firewalld", "nftables"].filter { isWanted("\($0).service") }
    }
}
