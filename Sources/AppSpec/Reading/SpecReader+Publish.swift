import ComposeFile
import Plan
import Workflows
import YAML

/// The section `publish`.
extension SpecReader {
    func readPublish() -> PublishSection? {
        guard let section = root["publish"], let registry = section["registry"]?.string else { return nil }
        var publish = PublishSection(registry: registry)
        publish.architectures = readPlatforms(section) ?? Architecture.allCases
        publish.branch = section["branch"]?.string ?? PublishSection.defaultBranch
        publish.mirrors = readMirrors(section, besides: registry)
        for entry in section["images"]?.entries ?? [] {
            if let image = readImage(entry, publish) { publish.images.append(image) }
        }
        checkSecrets(of: publish, at: section)
        return publish
    }

    private func readPlatforms(_ node: Node) -> [Architecture]? {
        guard let list = node["platforms"], let items = list.sequence else { return nil }
        if items.isEmpty {
            report.error(
                "no platform is named", at: list,
                help:
                    "write `platforms: [\(Architecture.allCases.map(\.platform).joined(separator: ", "))]`, or one of "
                    + "them")
        }
        let named = Set(items.compactMap { $0.string.flatMap(Architecture.init(platform:)) })
        return Architecture.allCases.filter(named.contains)
    }

    private func readMirrors(_ section: Node, besides registry: String) -> [String] {
        var mirrors: [String] = []
        for node in section["mirrors"]?.sequence ?? [] {
            guard let mirror = node.string else { continue }
            if mirror == registry || mirrors.contains(mirror) {
                report.error(
                    "`\(mirror)` \(mirror == registry ? "is the registry itself" : "is listed twice")", at: node,
                    help: "remove it: the images are there already")
            } else {
                mirrors.append(mirror)
            }
        }
        return mirrors
    }

    private func readImage(_ entry: Node.Entry, _ publish: PublishSection) -> PublishSection.Image? {
        let node = entry.value
        guard node.mapping != nil, let context = readContext(node["context"], at: entry.key),
            let dockerfile = readDockerfile(node, in: context, at: entry.key)
        else { return nil }
        let own = readPlatforms(node)
        for missing in own ?? [] where !publish.architectures.contains(missing) {
            report.error(
                "`\(entry.name)` is for \(missing.platform), which is not among the `platforms` of `publish`",
                at: node["platforms"] ?? entry.key, help: "add it there, or remove it here")
        }
        return PublishSection.Image(
            name: entry.name, context: context, dockerfile: dockerfile, architectures: own ?? publish.architectures)
    }

    /// Empty for app.yaml's folder, which ``SourceFolder/normalized(_:)`` takes for a slip elsewhere.
    private func readContext(_ node: Node?, at key: Node) -> String? {
        guard let node, let text = node.string else { return node == nil ? "" : nil }
        let parts = text.split(separator: "/").filter { $0 != "." }
        if parts.isEmpty, !text.hasPrefix("/") { return "" }
        do throws(SourceFolder.Unfit) {
            let path = try folder.normalized(text)
            guard try folder.kind(of: path) == .folder else {
                report.error(
                    "`\(folder.display(path))` is a file", at: node, help: "name the folder that the image is built of")
                return nil
            }
            return path
        } catch {
            report.error(error.message, at: node, help: error.help)
            return nil
        }
    }

    private func readDockerfile(_ image: Node, in context: String, at key: Node) -> String? {
        let node = image["dockerfile"]
        guard let text = node.map(\.string) ?? "Dockerfile" else { return nil }
        do throws(SourceFolder.Unfit) {
            let path = try folder.normalized(text)
            let whole = context.isEmpty ? path : "\(context)/\(path)"
            guard try folder.kind(of: whole) == .file else {
                report.error(
                    "`\(folder.display(whole))` is a folder", at: node ?? key, help: "name the Dockerfile in it")
                return nil
            }
            return path
        } catch {
            report.error(
                error.message, at: node ?? key,
                help: node == nil ? "name it with `dockerfile`, or its folder with `context`" : error.help)
            return nil
        }
    }

    /// Two hosts with one secret would get each other's passwords.
    private func checkSecrets(of publish: PublishSection, at section: Node) {
        var owners: [String: String] = [:]
        for host in publish.hosts where !host.isGitHubs {
            let name = host.secrets.password
            if let other = owners[name] {
                report.error(
                    "the passwords of `\(other)` and `\(host.name)` would be one secret, \(name)",
                    at: section["mirrors"] ?? section, help: "publish to one of the two")
            }
            owners[name] = host.name
        }
    }

    /// An image that no service uses is most often a slip in its name.
    func checkThatImagesAreUsed(_ spec: AppSpec, _ compose: ComposeProject) {
        guard let publish = spec.publish, let entries = root["publish"]?["images"]?.entries else { return }
        let named = compose.services.compactMap { service -> String? in
            guard let text = service.image?.string else { return nil }
            return Interpolation(text).resolved(compose.value)
        }
        let used = Set(named.map(ImageReference.init).map { "\($0.registry)/\($0.path)" })
        for image in publish.images {
            let reference = ImageReference(publish.reference(of: image))
            guard !used.contains("\(reference.registry)/\(reference.path)"),
                let entry = entries.first(where: { $0.name == image.name })
            else { continue }
            report.warning(
                "no service uses the image `\(publish.reference(of: image))`", at: entry.key,
                help: "write `image: \(publish.reference(of: image)):\(spec.app.version)` in the Compose file, or "
                    + "correct the name")
        }
    }
}
