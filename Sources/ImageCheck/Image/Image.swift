import Glibc
import Host
import Plan
import Stamp

/// A machine's files that are, or shall become, an image.
public struct Image: Sendable {
    public let tree: ImageTree
    /// The disk that they are on; nil where nothing says which it is.
    public let disk: Disk?
    /// What may be asked beside the image itself.
    public let means: Means
    /// The apps whose stamped first-boot program is there.
    public let apps: [InstalledApp]
    /// Why ``apps`` may lack some; nil where all could be seen.
    private let appsGap: String?

    public enum Means: Sendable {
        /// Its files alone.
        case filesOnly
        /// Package lists that it lacks may be fetched into a temporary folder.
        case network
    }

    public init(_ root: Root, disk: Disk? = nil, means: Means) {
        tree = ImageTree(root)
        self.disk = disk ?? Disk.holding(root)
        self.means = means
        apps = InstalledApp.all(in: tree)
        appsGap = tree.gaps.take().first
    }

    /// The apps, for a rule that says something of each.
    ///
    /// - Throws: ``NotJudged`` where there is none: the rule would hold of nothing.
    func judgedApps() throws(NotJudged) -> [InstalledApp] {
        if let appsGap { throw NotJudged(appsGap) }
        if apps.isEmpty { throw NotJudged("no app's first-boot program is in \(Paths.binaries)") }
        return apps
    }

    /// Whether anything says that this is a Linux system's root.
    public var isLinux: Bool { ["/etc/os-release", "/usr/lib/os-release", "/etc/passwd"].contains(where: tree.exists) }

    public var isLive: Bool { tree.root.isSystem }
}

/// An app that an image has.
public struct InstalledApp: Sendable {
    public let plan: Plan
    public let paths: Paths
    public let binary: String

    /// Each executable in /usr/local/bin that carries a plan says which app it is for.
    static func all(in tree: ImageTree) -> [InstalledApp] {
        tree.paths(in: Paths.binaries) { $0.hasSuffix(Paths.binarySuffix) }.compactMap { path in
            guard let real = tree.real(path) else { return nil }
            guard access(real, R_OK) == 0 else {
                tree.gaps.note("cannot read \(path)")
                return nil
            }
            guard let plan = try? Stamp.read(file: real) else { return nil }
            return InstalledApp(plan: plan, paths: Paths(app: plan.app.name), binary: path)
        }
    }
}
