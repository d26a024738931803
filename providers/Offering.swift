import Plan

/// What a provider rents out and how it wants it named, as far as its API's lists were read.
///
/// Providers add plans and regions without notice: a name that is not listed but could be one is worth a warning, and
/// only what cannot be a name there is an error.
public struct Offering: Sendable {
    /// One kind of name: those that are known, and what any of them looks like.
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

    /// What a machine of a plan has.
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
    public var plans: Names
    /// Of the known plans: the cheaper families first, of each the smaller plans first.
    public var sizes: [(plan: String, size: Size)]
    /// Names of plans that the provider rents out no more, and the plan that took the place of each.
    public var former: [String: String]
    /// The provider's own names and numbers of images, beside the words that app.yaml has for them.
    public var images: Names
    /// The most characters that a snapshot's name may have.
    public var snapshotNameLimit: Int
    /// Whether a snapshot lies in single regions, so that it is copied to more; else it is at hand in all of them.
    public var copiesSnapshots: Bool
    /// Whether a machine that is made from a snapshot needs a disk as large as the one that it was taken of.
    public var keepsDiskSize: Bool

    public init(
        regions: Names, sizes: KeyValuePairs<String, Size>, former: [String: String] = [:], planShape: String,
        imageShape: String, snapshotNameLimit: Int, copiesSnapshots: Bool = false, keepsDiskSize: Bool = true
    ) {
        self.regions = regions
        self.sizes = sizes.map { (plan: $0.key, size: $0.value) }
        self.former = former
        plans = Names(sizes.map(\.key).sorted(), shape: planShape)
        images = Names([], shape: imageShape)
        self.snapshotNameLimit = snapshotNameLimit
        self.copiesSnapshots = copiesSnapshots
        self.keepsDiskSize = keepsDiskSize
    }
}

extension Offering {
    public func size(of plan: String) -> Size? { sizes.first { $0.plan == plan }?.size }

    /// The smallest known plan that has what is asked for: the one with the least memory, and of several the first one
    /// listed. A plan's disk says little of its price: plans with much memory or processors of their own have small ones.
    ///
    /// - Parameters:
    ///   - memory: Bytes.
    ///   - disk: Bytes.
    ///   - isFit: Whether the plan with this name is one to choose from.
    public func smallestPlan(
        cpus: Int, memory: Int64, disk: Int64, where isFit: (String) -> Bool = { _ in true }
    ) -> (plan: String, size: Size)? {
        sizes.filter { $0.size.cpus >= cpus && $0.size.memory >= memory && $0.size.disk >= disk && isFit($0.plan) }
            .min { $0.size.memory < $1.size.memory }
    }
}
