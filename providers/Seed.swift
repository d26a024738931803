/// Where a machine keeps by itself what a metadata service would answer: a volume, a folder, or a web server that the
/// machine names.
public struct Seed: Sendable {
    /// The beginning of the reader's paths that a seed's files do not have.
    public var path: String
    /// The file that every seed has. A folder or volume without it is none.
    public var file: String
    /// The labels of a volume that has the files.
    public var labels: [String]
    /// Folders that may have them instead.
    public var folders: [String]
    /// The base addresses of web servers with them, as the machine names them.
    public var urls: @Sendable (Firmware) -> [String]

    public init(
        path: String = "", file: String, labels: [String], folders: [String] = [],
        urls: @escaping @Sendable (Firmware) -> [String] = { _ in [] }
    ) {
        self.path = path
        self.file = file
        self.labels = labels
        self.folders = folders
        self.urls = urls
    }

    /// Files that show that a machine has a seed; see ``Firmware/markers``.
    public var markers: [String] { labels.map(SeedFiles.device) + folders.map { $0 + file } }
}
