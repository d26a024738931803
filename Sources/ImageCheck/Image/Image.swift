import Glibc
import Host
import Plan
import Stamp

/// The files of a machine that is, or will become, an image.
public struct Image: Sendable {
    public let tree: ImageTree
    /// Their disk; nil if it is not known.
    public let disk: Disk?
    /// What may be used besides the image itself.
    public let means: Means
    /// The apps whose stamped first-boot program is on the image.
    public let apps: [InstalledApp]
    /// Why ``apps`` may be incomplete; nil if everything could be read.
    private let appsGap: String?

    public enum Means: Sendable {
        /// Its files alone.
        case filesOnly
        /// Missing package lists may be fetched into a temporary folder.
        case network
    }

    public init(_ root: Root, disk: Disk? = nil, means: Means) {
        tree = ImageTree(root)
        self.disk = disk ?? Disk.holding(root)
        self.means = means
        apps = InstalledApp.all(in: tree)
        appsGap = tree.gaps.take().first
    }

    /// The apps, for a rule about each app.
    ///
    /// - Throws: ``NotChecked`` if there is none: then the rule has nothing to check.
    func requiredApps() throws(NotChecked) -> [InstalledApp] {
        if let appsGap { throw NotChecked(appsGap) }
        if apps.isEmpty { throw NotChecked("no app's first-boot program is in \(Paths.binaries)") }
        return apps
    }

    /// Whether anything says that this is a Linux system's root.
    public var isLinux: Bool { (OSRelease.paths + ["/etc/passwd"]).contains(where: tree.exists) }

    public var isLive: Bool { tree.root.isSystem }
}

/// An app on an image.
public struct InstalledApp: Sendable {
    public let plan: Plan
    public let paths: Paths
    public let binary: String

    /// Each executable in /usr/local/bin with a plan names its app.
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
