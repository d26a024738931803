import Foundation
import JSON
import Plan
import Stamp

/// The images in a folder of archives that `docker save` made, without an engine.
///
/// Source: moby/docker-image-spec, "Docker Image Format": manifest.json names each image's configuration by its SHA-256.
public struct ImageArchives: Sendable {
    /// Configurations' digests, by the image's familiar name and then by platform.
    private var configurations: [String: [String: String]] = [:]

    /// - Parameter folder: With `.tar` files, which may be compressed.
    public init(_ folder: String) throws(ImageArchiveError) {
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: folder) else {
            throw ImageArchiveError(path: folder, reason: "there is no such folder")
        }
        for name in names.sorted() where Self.suffixes.contains(where: name.hasSuffix) {
            try add("\(folder)/\(name)")
        }
    }

    /// As the machine's program takes them.
    private static let suffixes = [".tar", ".tar.gz", ".tgz", ".tar.xz", ".tar.zst"]

    /// By platform, such as `linux/amd64`; empty where no archive has the image.
    public func configurations(of reference: String) -> [String: String] {
        configurations[ImageReference(reference).familiar] ?? [:]
    }

    private mutating func add(_ path: String) throws(ImageArchiveError) {
        guard let bytes = Self.read("manifest.json", in: path), let manifest = try? JSONValue(parsing: bytes) else {
            throw ImageArchiveError(path: path, reason: "it is no archive of `docker save`")
        }
        for image in manifest.elements {
            guard let config = image["Config"]?.asText, let bytes = Self.read(config, in: path),
                let json = try? JSONValue(parsing: bytes), let system = json["os"]?.asText,
                let architecture = json["architecture"]?.asText
            else { throw ImageArchiveError(path: path, reason: "an image in it has no configuration") }
            let digest = SHA256.hex(bytes)
            guard config.contains(digest) else {
                throw ImageArchiveError(path: path, reason: "the configuration \(config) in it is damaged")
            }
            for tag in image["RepoTags"]?.elements ?? [] {
                guard let name = tag.asText.map({ ImageReference($0).familiar }) else { continue }
                configurations[name, default: [:]]["\(system)/\(architecture)"] = "sha256:\(digest)"
            }
        }
    }

    /// A small file of an archive; nil where it has none of that name.
    private static func read(_ name: String, in archive: String) -> [UInt8]? {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        // After `--`, so that no name is an option.
        process.arguments = ["tar", "--extract", "--to-stdout", "--file", archive, "--", name]
        process.standardInput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        let pipe = Pipe()
        process.standardOutput = pipe
        guard (try? process.run()) != nil else { return nil }
        let data = (try? pipe.fileHandleForReading.readToEnd()) ?? Data()
        process.waitUntilExit()
        return process.terminationStatus == 0 ? [UInt8](data) : nil
    }
}

public struct ImageArchiveError: Error, Equatable, CustomStringConvertible {
    public var path: String
    public var reason: String
    public var description: String { "\(path): \(reason)" }
    public var help: String { "make it again with `docker save --output FILE IMAGE…`" }
}
