import Plan

/// A plan's first-boot binaries in the release.
public struct Download: Sendable {
    public struct Binary: Sendable {
        public var architecture: Architecture
        /// `NAME-PROVIDER-ARCH`
        public var fileName: String
        /// 64 lower-case hexadecimal digits.
        public var sha256: String
        public init(architecture: Architecture, fileName: String, sha256: String) {
            self.architecture = architecture
            self.fileName = fileName
            self.sha256 = sha256
        }
    }

    public var plan: Plan
    public var release: Release
    /// Sorted by architecture, so that the output does not depend on the order in which they were found.
    public let binaries: [Binary]

    public init(plan: Plan, release: Release, binaries: [Binary]) {
        self.plan = plan
        self.release = release
        self.binaries = binaries.sorted { $0.architecture < $1.architecture }
    }

    /// The command's path on the machine.
    var command: String { Paths(app: plan.app.name).binary }
    var parametersPath: String { Paths(app: plan.app.name).parameters }
}
