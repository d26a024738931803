import Plan

/// What a provider rents out, with its names, as far as its API's lists are known.
///
/// Providers add machine types and regions without notice: an unlisted name that could exist is a warning, and only an
/// impossible name is an error.
public struct Offering: Sendable {
    /// One kind of name: the known names, and the form that all have.
    public struct Names: Sendable {
        public var known: [String]
        private let shape: String

        /// - Parameter shape: A POSIX extended regular expression of a whole name.
        public init(_ known: [String], shape: String) {
            self.known = known
            self.shape = shape
        }

        public func couldBe(_ name: String) -> Bool {
            (try? Pattern(shape))?.matches(name) ?? false
        }
    }

    /// What a machine of some type has.
    public struct Size: Sendable {
        public var cpus: Int
        /// Bytes.
        public var memory: Int64
        /// Bytes.
        public var disk: Int64

        /// - Parameters:
        ///   - cpus: Virtual processors.
        ///   - memory: Mebibytes, which is what providers mean by their MB and GB of memory.
        ///   - disk: In the provider's gigabytes, which are gibibytes on all four.
        public init(cpus: Int, memory: Int64, disk: Int64) {
            self.cpus = cpus
            self.memory = memory << 20
            self.disk = disk << 30
        }
    }

    public var regions: Names
    /// The provider's names for what it rents out; Vultr and Linode call them plans.
    public var machineTypes: Names
    /// The sizes of the known machine types: cheaper families first, and smaller sizes first in each family.
    public var sizes: [(machineType: String, size: Size)]
    /// Names of retired machine types, each with the one that replaced it.
    public var former: [String: String]
    /// The provider's own names and numbers of images, besides the words in app.yaml.
    public var images: Names
    /// The longest name of a snapshot, in characters.
    public var snapshotNameLimit: Int
    /// Whether a snapshot belongs to single regions and must be copied to others. Otherwise it is available in all.
    public var copiesSnapshots: Bool
    /// Whether a machine made from a snapshot needs a disk at least as large as the original.
    public var keepsDiskSize: Bool

    public init(
        regions: Names, sizes: KeyValuePairs<String, Size>, former: [String: String] = [:], machineTypeShape: String,
        imageShape: String, snapshotNameLimit: Int, copiesSnapshots: Bool = false, keepsDiskSize: Bool = true
    ) {
        self.regions = regions
        self.sizes = sizes.map { (machineType: $0.key, size: $0.value) }
        self.former = former
        machineTypes = Names(sizes.map(\.key).sorted(), shape: machineTypeShape)
        images = Names([], shape: imageShape)
        self.snapshotNameLimit = snapshotNameLimit
        self.copiesSnapshots = copiesSnapshots
        self.keepsDiskSize = keepsDiskSize
    }
}

extension Offering {
    public func size(of machineType: String) -> Size? { sizes.first { $0.machineType == machineType }?.size }

    /// The smallest known machine type that fits: the one with the least memory, and of several the first in the list. The disk
    /// says little about the price: types with much memory or dedicated processors have small disks.
    ///
    /// - Parameters:
    ///   - memory: Bytes.
    ///   - disk: Bytes.
    ///   - isFit: Whether the machine type with this name may be chosen.
    public func smallestMachineType(
        cpus: Int, memory: Int64, disk: Int64, where isFit: (String) -> Bool = { _ in true }
    ) -> (machineType: String, size: Size)? {
        sizes.filter {
            $0.size.cpus >= cpus && $0.size.memory >= memory && $0.size.disk >= disk && isFit($0.machineType)
        }
        .min { $0.size.memory < $1.size.memory }
    }
}
