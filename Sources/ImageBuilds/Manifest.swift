import Foundation
import JSON

/// What Packer's manifest post-processor recorded in a job's folder, run after run.
struct Manifest: Decodable {
    struct Build: Decodable {
        var artifactID: String?
        /// Seconds since 1970.
        var time: Int?
        var customData: [String: String]?
        var files: [File]?

        enum CodingKeys: String, CodingKey {
            case artifactID = "artifact_id"
            case time = "build_time"
            case customData = "custom_data"
            case files
        }
    }

    struct File: Decodable { var name: String }

    var builds: [Build]

    /// The newest build of these inputs; nil if there is none, or no readable manifest.
    static func build(of digest: String, in path: String) -> Snapshot? {
        guard let data = FileManager.default.contents(atPath: path),
            let manifest = try? JSONCoder.decode(Manifest.self, from: [UInt8](data)),
            let build = manifest.builds.last(where: { $0.customData?["inputs"] == digest })
        else { return nil }
        return Snapshot(build)
    }
}

/// An image that was built.
public struct Snapshot: Equatable, Sendable, Encodable {
    /// The provider's own name for it, or the disk's path.
    public var id: String
    /// Its region; empty if the provider does not say.
    public var regions: [String]
    public var name: String
    public var built: String

    init(_ build: Manifest.Build) {
        let artifact = build.artifactID ?? ""
        // DigitalOcean's is `nyc3,ams3:12345`; Linode's `private/12345` has its slash as part of the id.
        let parts = artifact.split(separator: ":", maxSplits: 1).map(String.init)
        if let file = build.files?.first?.name {
            (id, regions) = (file, [])
        } else if parts.count == 2 {
            (id, regions) = (parts[1], parts[0].split(separator: ",").map(String.init))
        } else {
            (id, regions) = (artifact, [])
        }
        name = build.customData?["snapshot"] ?? ""
        let date = Date(timeIntervalSince1970: TimeInterval(build.time ?? 0))
        built = date.formatted(.iso8601)
    }
}
