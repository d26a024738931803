import Foundation
import Plan
import Providers
import Stamp

/// One provider's image to build.
public struct BuildJob: Sendable {
    public var provider: Provider
    public var source: PackerSource
    /// The build machine's processor.
    public var architecture: Architecture
    /// The folder with image.pkr.hcl and plugins.pkr.hcl, absolute.
    public var template: String
    /// The folder that keeps the log and the manifest between runs, absolute.
    public var folder: String
    /// The given template variables. None is secret.
    public var variables: [String: String]
    /// The digest of everything that decides the build's result.
    public var digest: String

    public var log: String { "\(folder)/packer.log" }
    public var manifest: String { "\(folder)/manifest.json" }

    /// - Parameters:
    ///   - parts: The digests of the emitted template and of the stamped binary.
    ///   - variables: The publisher's variables. The job adds its own.
    public init(
        app: App, provider: Provider, source: PackerSource, architecture: Architecture, template: String,
        folder: String, parts: [String], variables: [String: String]
    ) throws {
        self.architecture = architecture
        self.provider = provider
        self.source = source
        self.template = template
        self.folder = folder
        digest = try Self.digest(parts: parts, variables: variables)
        var all = variables
        all["input_digest"] = digest
        all["manifest"] = "\(folder)/manifest.json"
        let short = digest.prefix(App.digestDigits)
        // Hetzner allows each name once. Elsewhere two images with one name are hard to tell apart.
        if all["snapshot_name"] == nil { all["snapshot_name"] = "\(app.snapshotName)-\(short)" }
        if source.writesLocalDisk, all["output_directory"] == nil {
            all["output_directory"] = "\(folder)/disk-\(short)"
        }
        self.variables = all
    }

    /// The image that the manifest records for exactly these inputs. A disk must still exist; a snapshot is not
    /// checked.
    var built: Snapshot? {
        guard var snapshot = Manifest.build(of: digest, in: manifest) else { return nil }
        guard source.writesLocalDisk, let folder = variables["output_directory"] else { return snapshot }
        // The manifest has only the file's name.
        snapshot.id = "\(folder)/\(snapshot.id)"
        return FileManager.default.fileExists(atPath: snapshot.id) ? snapshot : nil
    }

    /// 32 hexadecimal digits: a label's value has room for 63 characters.
    private static func digest(parts: [String], variables: [String: String]) throws -> String {
        var lines = parts + variables.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
        if let images = variables["images"] { lines += try stamps(ofFilesIn: images) }
        return String(SHA256.hex(Array(lines.joined(separator: "\n").utf8)).prefix(32))
    }

    /// Name, size and time of each file, because archives are too large to read at each call.
    private static func stamps(ofFilesIn folder: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder).sorted().map { name in
            let facts = try FileManager.default.attributesOfItem(atPath: "\(folder)/\(name)")
            let time = (facts[.modificationDate] as? Date)?.timeIntervalSince1970 ?? 0
            return "\(name) \(facts[.size] as? Int ?? 0) \(time)"
        }
    }
}

extension PackerSource {
    /// Whether the image is a file of this computer's rather than a provider's snapshot.
    public var writesLocalDisk: Bool { token == nil }
}
