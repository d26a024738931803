import Plan

/// What a machine downloads of a release, and what it makes of it: the program and, appended to it, the plan.
public struct Download: Sendable {
    /// A file of the release, compressed by gzip.
    public struct File: Sendable {
        public var name: String
        /// 64 lower-case hexadecimal digits.
        public var sha256: String

        public init(name: String, sha256: String) {
            self.name = name
            self.sha256 = sha256
        }
    }

    public struct Binary: Sendable {
        public var architecture: Architecture
        /// The program without a plan.
        public var program: File
        /// Of the program with the plan.
        public var sha256: String

        public init(architecture: Architecture, program: File, sha256: String) {
            self.architecture = architecture
            self.program = program
            self.sha256 = sha256
        }
    }

    public var plan: Plan
    public var release: Release
    /// What is appended to the program, for every processor.
    public var planFile: File
    /// Sorted by architecture, so that the output does not depend on the order in which they were found.
    public let binaries: [Binary]

    public init(plan: Plan, release: Release, planFile: File, binaries: [Binary]) {
        self.plan = plan
        self.release = release
        self.planFile = planFile
        self.binaries = binaries.sorted { $0.architecture < $1.architecture }
    }

    /// The command's path on the machine.
    var command: String { Paths(app: plan.app.name).binary }
    var parametersPath: String { Paths(app: plan.app.name).parameters }
}
