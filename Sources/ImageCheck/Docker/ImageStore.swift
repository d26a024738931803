import JSON
import Plan

/// The container images in the files of an engine that is not running.
public struct ImageStore {
    /// The names in the engine's own store.
    private let familiar: Set<String>
    /// The names in containerd's store, if the engine keeps its images there (the default from Docker 29 on).
    private let canonical: Set<String>
    /// Where the engine keeps its data.
    public let folder: String

    public init(_ tree: ImageTree) {
        folder = Self.dataRoot(tree)
        familiar = Self.engineImages(tree, folder)
        let database = "/var/lib/containerd/io.containerd.metadata.v1.bolt/meta.db"
        canonical = Set(
            tree.bytes(database, limit: 256 << 20).map { BoltFile($0).keys(in: ["v1", "moby", "images"]) } ?? [])
    }

    /// Whether no image was found in it, perhaps because this program does not know its form.
    public var isEmpty: Bool { familiar.isEmpty && canonical.isEmpty }

    public func holds(_ name: ImageReference) -> Bool {
        familiar.contains(name.familiar) || canonical.contains(name.canonical)
    }

    /// The names with a tag that images have in a repository, as Docker lists them, sorted.
    public func names(ofRepository repository: String) -> [String] {
        let names = familiar.union(canonical.map { ImageReference($0).familiar })
        return names.filter { $0.hasPrefix("\(repository):") }.sorted()
    }

    private static func dataRoot(_ tree: ImageTree) -> String {
        struct Settings: Decodable {
            var folder: String?
            enum CodingKeys: String, CodingKey { case folder = "data-root" }
        }
        let usual = "/var/lib/docker"
        let file = "/etc/docker/daemon.json"
        guard let bytes = tree.bytes(file), !bytes.isEmpty else { return usual }
        guard let settings = try? JSONCoder.decode(Settings.self, from: bytes) else {
            tree.gaps.note("\(file) is not JSON, so it does not say where the engine keeps its data")
            return usual
        }
        return settings.folder ?? usual
    }

    /// The references in `image/DRIVER/repositories.json` whose configuration also exists.
    private static func engineImages(_ tree: ImageTree, _ folder: String) -> Set<String> {
        struct Repositories: Decodable { var Repositories: [String: [String: String]] }
        var names: Set<String> = []
        for driver in tree.paths(in: folder + "/image") {
            guard let bytes = tree.bytes(driver + "/repositories.json"),
                let known = try? JSONCoder.decode(Repositories.self, from: bytes)
            else { continue }
            for (reference, digest) in known.Repositories.values.joined() {
                let content = digest.split(separator: ":").joined(separator: "/")
                if tree.size("\(driver)/imagedb/content/\(content)") != nil { names.insert(reference) }
            }
        }
        return names
    }
}
