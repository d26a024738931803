import ComposeFile
import Findings
import Plan
import Stamp
import Text
import YAML

/// The section `source`.
extension SpecReader {
    private typealias Place = (path: String, node: Node)

    /// Reads the source, and lets the services that are built from it have their images.
    func readSource(_ compose: ComposeProject?, _ stack: inout Stack) -> SourceArchive? {
        guard let section = root["source"] else { return nil }
        let included = places(section["include"])
        let own = places(section["own"])
        checkOwn(own, besides: included)
        var files = SourceFiles(folder, report)
        files.read(included + own)
        for (path, node) in own where !files.files.keys.contains(where: { $0.hasPrefix(path + "/") }) {
            report.error(
                "the folder `\(folder.display(path))` has no file, and neither Git nor an archive has empty folders",
                at: node, help: "put a README.md into it")
        }
        let builds = compose.map { readBuilds($0, in: Set(files.files.keys)) } ?? []
        if let compose, compose.isComplete, builds.isEmpty, !report.findings.hasErrors {
            report.warning(
                "no service of the Compose file has `build`, so machines build nothing from the source",
                at: section, help: "give a service `build`, or leave `source` out")
        }
        join(builds, to: &stack, at: section)
        if let instances = root["instances"] {
            report.error(
                "`source` and `instances` cannot go together: instances would build images of the same names",
                at: instances, help: "leave one of the two out")
        }
        var tar = TarWriter()
        for (path, file) in files.files.sorted(by: { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }) {
            tar.add("\(app.name)/\(path)", file.bytes, isExecutable: file.isExecutable)
        }
        let bytes = tar.finished()
        let tree = SourceTree(
            sha256: SHA256.hex(bytes), size: bytes.count, own: own.map(\.path).sorted(), builds: builds)
        return SourceArchive(tree: tree, bytes: bytes)
    }

    /// The paths of a list at which something is.
    private func places(_ list: Node?) -> [Place] {
        var found: [Place] = []
        for node in list?.sequence ?? [] {
            guard let text = node.string else { continue }
            do throws(SourceFolder.Unfit) {
                let path = try folder.normalized(text)
                _ = try folder.kind(of: path)
                if found.contains(where: { $0.path == path }) {
                    report.warning("`\(path)` is listed twice", at: node, help: "remove one of the two")
                } else {
                    found.append((path, node))
                }
            } catch {
                report.error(error.message, at: node, help: error.help)
            }
        }
        return found
    }

    private func checkOwn(_ own: [Place], besides included: [Place]) {
        for (path, node) in own {
            if (try? folder.kind(of: path)) == .file {
                report.error(
                    "`\(folder.display(path))` is a file", at: node, help: "name the folder that is the owner's")
            }
            if let outer = own.first(where: { path.hasPrefix($0.path + "/") }) {
                report.error(
                    "`\(path)` is in `\(outer.path)`, which is the owner's already", at: node, help: "remove it")
            }
            if let inner = included.first(where: { $0.path.isWithin(path) }) {
                report.error(
                    "`\(inner.path)` is part of the release, and `\(path)` is the owner's", at: node,
                    help: "name a folder in which nothing is the release's, or take `\(inner.path)` out of `include`")
            }
        }
    }

    // MARK: What is built

    private func readBuilds(_ compose: ComposeProject, in files: Set<String>) -> [SourceTree.ImageBuild] {
        guard compose.isComplete else { return [] }
        let directory = Self.directory(of: composeNodes.first?.string ?? "")
        var images: [String: String] = [:]
        let builds: [SourceTree.ImageBuild] = compose.services.compactMap { service in
            guard let place = service.placed("build"), !place.node.isNull else { return nil }
            let image = SourceTree.image(of: service.name, app: app.name)
            if let other = images[image] {
                service.report.error(
                    "the images of `\(other)` and `\(service.name)` would have the same name: \(image)",
                    at: service.key,
                    help: "give them names that differ in more than capital letters")
            }
            images[image] = service.name
            if !Self.isImageName(service.name.lowercased()) {
                service.report.error(
                    "the image of `\(service.name)` cannot be called \(image)", at: service.key,
                    help:
                        "begin and end the service's name with a letter or digit, and separate words by a single `-`, `_` or `.`"
                )
            }
            return build(of: service, place, directory + place.layer.directory, files, compose)
        }
        let whole = builds.first { $0.context.isEmpty && !files.contains("\($0.dockerfile).dockerignore") }
        if let whole, !files.contains(".dockerignore"),
            let service = compose.services.first(where: { $0.name == whole.service })
        {
            service.report.warning(
                "`\(service.name)` is built of the whole source, on a machine with the `.git` of its owner",
                at: service.key, help: "write `.git` into a .dockerignore, and list that under `source.include`")
        }
        return builds
    }

    /// Whether this may be a part of an image's name.
    ///
    /// Source: distribution/reference, `path-component`.
    private static func isImageName(_ text: String) -> Bool {
        func isWord(_ character: Character) -> Bool {
            character.isASCII && (character.isLowercase || character.isNumber)
        }
        guard let first = text.first, let last = text.last, isWord(first), isWord(last) else { return false }
        return text.split(whereSeparator: isWord).allSatisfy { separator in
            [".", "_", "__"].contains(separator) || separator.allSatisfy { $0 == "-" }
        }
    }

    private func build(
        of service: ComposeService, _ place: ComposeService.Placed, _ base: String, _ files: Set<String>,
        _ compose: ComposeProject
    ) -> SourceTree.ImageBuild? {
        let (node, report) = (place.node, place.layer.report)
        for entry in node.entries where !Self.buildKeys.contains(entry.name) {
            report.error(
                "`build.\(entry.name)` of `\(service.name)` is not for machines, which build it from the source",
                at: entry.key, help: "machines know \(Self.buildKeys.joined(separator: ", "))")
        }
        /// nil where only the machine knows it, which is reported.
        func text(_ node: Node?, _ standard: String) -> String? {
            guard let node, !node.isNull else { return standard }
            let written = node.string ?? node.scalar?.text ?? ""
            if let value = Interpolation(written).resolved(compose.value) { return value }
            report.error(
                "what `\(service.name)` is built of depends on a value that only the machine has", at: node,
                help:
                    "an image is the same whatever the owner's values are: give the value when it starts, by `environment`"
            )
            return nil
        }
        let written = node.string != nil ? node : node["context"]
        guard let context = text(written, "."), let dockerfile = text(node["dockerfile"], "Dockerfile"),
            let target = text(node["target"], ""), let network = text(node["network"], "")
        else { return nil }
        guard let folder = NormalPath.within(base + context), !context.hasPrefix("/"),
            folder.isEmpty || files.contains(where: { $0.hasPrefix(folder + "/") })
        else {
            report.error(
                "the `build` of `\(service.name)` is not in the source", at: written ?? node,
                help: "`source.include` in app.yaml has to have \(VisibleText.line(base + context))")
            return nil
        }
        let slash = folder.isEmpty ? "" : folder + "/"
        guard let file = NormalPath.within(slash + dockerfile), files.contains(file) else {
            report.error(
                "the Dockerfile of `\(service.name)`, `\(VisibleText.line(slash + dockerfile))`, is not in the source",
                at: node["dockerfile"] ?? written ?? node, help: "`source.include` in app.yaml has to have it")
            return nil
        }
        var arguments: [String: String] = [:]
        for argument in node["args"]?.entries.map({ ($0.name, $0.value) }) ?? [] {
            arguments[argument.0] = text(argument.1, "")
        }
        for item in node["args"]?.sequence ?? [] {
            guard let written = text(item, "") else { continue }
            let parts = written.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            guard parts.count == 2 else {
                report.error("this argument has no value", at: item, help: "write `NAME=VALUE`")
                continue
            }
            arguments[parts[0]] = parts[1]
        }
        var build = SourceTree.ImageBuild(
            service: service.name, image: SourceTree.image(of: service.name, app: app.name), context: folder,
            dockerfile: file, target: target.isEmpty ? nil : target, arguments: arguments)
        if !network.isEmpty { build.network = network }
        return build
    }

    private static let buildKeys = ["context", "dockerfile", "target", "args", "network"]

    /// Gives the services their images. Compose has neither to pull nor to build them.
    private func join(_ builds: [SourceTree.ImageBuild], to stack: inout Stack, at section: Node) {
        if builds.isEmpty { return }
        if stack.files.contains(where: { $0.path == SourceTree.overlay }) {
            return report.error(
                "a file of the app has the name `\(SourceTree.overlay)`, which Landfall writes for `source`",
                at: section, help: "give that file another name")
        }
        if stack.files.contains(where: { $0.path.isWithin(SourceTree.folder) })
            || stack.folders.contains(where: { $0.path.isWithin(SourceTree.folder) })
        {
            return report.error(
                "a file of the app is in `\(SourceTree.folder)`, where machines have the source", at: section,
                help: "give it another place by `to`")
        }
        var text = "# Landfall has made this from `source`: these images are built on the machine.\nservices:\n"
        for build in builds {
            text += "  \(YAML.quoted(build.service)):\n    image: \(YAML.quoted(build.image))\n"
            let context = "./" + SourceTree.folder + (build.context.isEmpty ? "" : "/" + build.context)
            text += "    pull_policy: never\n    build: { context: \(YAML.quoted(context)) }\n"
            for index in stack.services.indices where stack.services[index].name == build.service {
                stack.services[index].image = build.image
            }
        }
        stack.files.append(StackFile(path: SourceTree.overlay, content: .verbatim(Array(text.utf8))))
        stack.overlays.append(SourceTree.overlay)
        stack.collisions.append("two instances would build `source` to images of the same names")
    }
}
