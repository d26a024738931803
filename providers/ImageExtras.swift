import Plan

/// What a provider's marketplace requires of an image beyond the common rules. The sources are in the provider's
/// folder.
public struct ImageExtras: Sendable {
    /// The values for a file's template.
    public struct Build: Sendable {
        public var app: App
        /// The distribution's name, release and code name from /etc/os-release.
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

    /// A header of the app's answers by which the marketplace finds its machines. It has the app's name.
    public struct Header: Sendable {
        public var name: String
        /// A file that only the marketplace's machines have.
        public var file: String
    }

    /// Words for the kernel's command line.
    public var kernelOptions: [String]
    public var files: [File]
    /// The provider's own packages that an image must not have.
    public var unwantedPackages: [String]
    /// The files and folders of those packages.
    public var unwantedPaths: [String]
    public var header: Header?

    public init(
        kernelOptions: [String] = [], files: [File] = [], unwantedPackages: [String] = [], unwantedPaths: [String] = [],
        header: Header? = nil
    ) {
        self.kernelOptions = kernelOptions
        self.files = files
        self.unwantedPackages = unwantedPackages
        self.unwantedPaths = unwantedPaths
        self.header = header
    }
}
