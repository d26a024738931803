/// The app's source as a machine has it: a tree of files that its owner may change, and the images that the machine
/// builds of it.
public struct SourceTree: Codable, Equatable, Sendable {
    /// What the archive contains, unpacked by gzip: 64 lower-case hexadecimal digits.
    public var sha256: String
    /// Bytes of the same.
    public var size: Int
    /// Folders in the tree that are the owner's: laid down where there are none yet, and left alone from then on.
    public var own: [String]
    public var builds: [ImageBuild]

    public init(sha256: String, size: Int, own: [String], builds: [ImageBuild]) {
        self.sha256 = sha256
        self.size = size
        self.own = own
        self.builds = builds
    }

    /// The largest tree that is taken, in bytes: a machine unpacks it in its memory.
    public static let limit = 128 << 20
    /// The tree's folder in /opt/NAME.
    public static let folder = "src"
    /// The Compose file that gives the services of the tree their images. It is laid over the publisher's.
    public static let overlay = "compose.source.yaml"

    /// The archive's name in a release.
    public static func archive(of app: String) -> String { app + archiveEnding }
    /// Tells it from archives of images.
    public static let archiveEnding = "-source.tar.gz"

    /// What the image of a service is called. No registry has that host, so nobody else's image can take its place.
    public static func image(of service: String, app: String) -> String {
        "localhost/\(app)-\(service.lowercased()):source"
    }

    /// How a service's image is built; nil where it is not.
    public func build(of service: String) -> ImageBuild? { builds.first { $0.service == service } }

    /// An image that is built on the machine.
    public struct ImageBuild: Codable, Equatable, Sendable {
        public var service: String
        public var image: String
        /// A folder of the tree; empty for its top.
        public var context: String
        /// A file of the tree.
        public var dockerfile: String
        /// A stage of the Dockerfile; nil for the last.
        public var target: String?
        public var arguments: [String: String]
        /// The network of its commands, such as `none`; nil for the engine's own choice.
        public var network: String?

        public init(
            service: String, image: String, context: String, dockerfile: String, target: String?,
            arguments: [String: String]
        ) {
            self.service = service
            self.image = image
            self.context = context
            self.dockerfile = dockerfile
            self.target = target
            self.arguments = arguments
        }
    }
}
