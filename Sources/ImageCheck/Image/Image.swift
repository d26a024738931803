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
    }

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
            guard let real = tree.real(path), let plan = try? Stamp.read(file: real) else { return nil }
            return InstalledApp(plan: plan, paths: Paths(app: plan.app.name), binary: path)
        }
    }
}
