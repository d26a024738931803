import Text

/// Who owns a place that a service may write to. `seal --forget` empties only the app's own places.
enum PlaceOwner {
    case app
    /// What the system makes at each boot, and what other rules check.
    case system
    /// Only the author of the compose file can say which part of it is the app's.
    case both

    static func of(_ place: String, in tree: ImageTree, app: String) -> PlaceOwner {
        let isIn = { (folder: String) in place.isWithin(folder) }
        if systems.contains(where: isIn) { return .system }
        if shared.contains(place) || configured.contains(where: isIn) { return .both }
        if tree.accounts.contains(where: { $0.home == place }) { return .both }
        guard isIn("/var"), !isIn("/var/lib/\(app)") else { return .app }
        return belongsToPackage(place, tree) ? .both : .app
    }

    private static let systems = [
        "/proc", "/sys", "/dev", "/run", "/var/run", "/tmp", "/var/tmp", "/var/log", "/var/lib/docker",
        "/var/lib/containerd", "/lib/modules", "/etc/localtime", "/etc/timezone", "/etc/machine-id",
        "/etc/resolv.conf", "/etc/hosts", "/etc/passwd", "/etc/group", "/etc/ssl/certs",
    ]
    private static let shared = ["/", "/home", "/media", "/mnt", "/opt", "/root", "/srv", "/var"]
    private static let configured = ["/bin", "/boot", "/etc", "/lib", "/lib64", "/sbin", "/snap", "/usr"]

    /// Whether a package's list of files names the folder, or something in it. rpm's database is not text, so with rpm
    /// every folder of /var may be a package's.
    private static func belongsToPackage(_ place: String, _ tree: ImageTree) -> Bool {
        let lists = tree.paths(in: "/var/lib/dpkg/info") { $0.hasSuffix(".list") }
        if lists.isEmpty { return tree.exists("/var/lib/rpm") || tree.exists("/usr/lib/sysimage/rpm") }
        return lists.contains { list in
            tree.text(list).split(separator: "\n").contains { $0.isWithin(place) }
        }
    }
}
