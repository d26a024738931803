import Host
import Installation
import JSON
import Plan
import Text

/// What an image takes in its registry, asked by `docker manifest inspect`, with the login that docker has. Nothing is
/// pulled.
package struct RegistrySize {
    private let machine: Machine

    package init(_ machine: Machine) { self.machine = machine }

    /// The layers for this processor, compressed, in bytes; nil if nobody says: without a network, where Docker 20.10 asks
    /// a registry that does not send `Docker-Distribution-API-Version`, or where the registry gives no more for now. Then the
    /// pull finds out, which changes nothing either: the engine may have a mirror or a proxy, which is not asked here.
    ///
    /// - Throws: ``Failure`` if the registry does not give it to this machine.
    package func bytes(of image: String) async throws -> Int64? {
        guard let manifest = try await manifest(image) else { return nil }
        if let sum = Self.sum(manifest) { return sum }
        guard let digest = Self.digest(in: manifest) else { return nil }
        let bare = image.split(separator: "@")[0]
        return try await self.manifest("\(bare)@\(digest)").flatMap(Self.sum)
    }

    private func manifest(_ image: String) async throws -> JSONValue? {
        let command = DockerProgram.command(["manifest", "inspect"] + Self.flags(for: image) + [image])
        let (result, lines) = try await command.answer(.bytes([]))
        if result.succeeded { return try? JSONValue(parsing: Array(lines.joined(separator: "\n").utf8)) }
        if result.mentions(PullImages.limits) { return nil }
        if result.mentions(PullImages.refusals) { throw PullImages(machine).refusal(of: image, result) }
        return nil
    }

    /// For `docker manifest inspect`. The engine, too, takes a registry of this computer without TLS.
    static func flags(for image: String) -> [String] {
        image.hasPrefix("127.") || image.hasPrefix("localhost:") ? ["--insecure"] : []
    }

    /// nil if it has no layers of its own.
    private static func sum(_ manifest: JSONValue) -> Int64? {
        guard let layers = manifest["layers"] else { return nil }
        return layers.elements.reduce(0) { sum, layer in
            guard case .number(let text)? = layer["size"], let size = Int64(text), size > 0 else { return sum }
            return sum.addingReportingOverflow(size).partialValue
        }
    }

    /// Of the manifest for this processor, in a list of several.
    private static func digest(in list: JSONValue) -> String? {
        let own = Architecture(rawValue: ThisProcess.architecture)?.imageName ?? ThisProcess.architecture
        return list["manifests"]?.elements.first { entry in
            entry["platform"]?["architecture"]?.asText == own && entry["platform"]?["os"]?.asText == "linux"
        }?["digest"]?.asText
    }
}
