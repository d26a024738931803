import Plan

/// What a provider's marketplace asks of an image beyond what every image is. Each with its source in the provider's
/// folder.
public struct ImageExtras: Sendable {
    /// What the template of a file is filled in with.
    public struct Build: Sendable {
        public var app: App
        /// The distribution's name, release and code name, as /etc/os-release has them.
        public var distribution: String
        public var release: String
        public var codename: String
        /// As `uname -m` says.
        public var architecture: String
        /// `YYYY-MM-DD`
        public var date: String

        public init(
            app: App, distribution: String, release: String, codename: String, architecture: String, date: String
        ) {
            self.app = app
            self.distribution = distribution
            self.release = release
            self.codename = codename
            self.architecture = architecture
            self.date = date
        }
    }

    public struct File: Sendable {
        public var path: String
        public var text: @Sendable (Build) -> String
        public init(_ path: String, text: @escaping @Sendable (Build) -> String) {
            self.path = path
            self.text = text
        }
    }

    /// Words for the kernel's command line.
    public var kernelOptions: [String]
    public var files: [File]
    /// Packages of the provider's own that no image may carry.
    public var unwantedPackages: [String]
    /// Files and folders that go with them.
    public var unwantedPaths: [String]

    public init(
        kernelOptions: [String] = [], files: [File] = [], unwantedPackages: [String] = [], unwantedPaths: [String] = []
    ) {
        self.kernelOptions = kernelOptions
        self.files = files
        self.unwantedPackages = unwantedPackages
        self.unwantedPaths = unwantedPaths
    }
}
