import ComposeFile
import Findings
import YAML

/// A file that a Compose file includes or extends.
struct OtherCompose {
    let file: ComposeFile
    /// Of the Compose file, by which it comes in.
    let line: Int
    /// Whether its services are the project's own, and not only what others extend.
    let isIncluded: Bool
    /// Its number in the report and in ``ComposeText``.
    let number: Int

    /// Makes all of them known to a draft, also those that such a file names.
    static func add(to draft: Draft, read: (String) -> FoundFiles?) {
        var seen: Set<String> = []
        var pending = draft.files.map { (file: $0, line: Int?.none, isIncluded: true) }
        while let (file, line, isWhole) = pending.popLast() {
            for (node, directory, isIncluded) in named(in: file) {
                guard let path = within(node.string, file.directory), seen.insert(path).inserted,
                    let bytes = read(path)?.files.first?.bytes
                else { continue }
                let number = draft.report.number(ofFile: path)
                let base = within(directory, file.directory).map { $0 + "/" }
                guard
                    let other = ComposeFile(
                        path: path, bytes: bytes, name: path, directory: base,
                        firstLine: ComposeText.firstLine(ofFile: number), findings: Findings())
                else { continue }
                let place = line ?? node.start.line
                let isProject = isWhole && isIncluded
                draft.add(OtherCompose(file: other, line: place, isIncluded: isProject, number: number))
                pending.append((other, place, isProject))
            }
        }
    }

    /// The nodes that name files, each with the folder that its paths are from where that is said.
    private static func named(in file: ComposeFile) -> [(node: Node, directory: String?, isIncluded: Bool)] {
        let extended = file.services.compactMap { $0["extends"]?["file"] }.map {
            (node: $0, directory: String?.none, isIncluded: false)
        }
        // An included file's services are the project's, whatever else extends them.
        let included = (file.root["include"]?.sequence ?? []).flatMap { item in
            let path = item["path"] ?? item
            return (path.sequence ?? [path]).map {
                (node: $0, directory: item["project_directory"]?.string, isIncluded: true)
            }
        }
        return included + extended
    }

    static func within(_ text: String?, _ base: String) -> String? {
        guard let text, case .within(let path) = ProjectPath(text, from: base) else { return nil }
        return Repairs.relative(path)
    }
}

/// Takes along what the files need that the Compose file includes or extends. Their paths are from their own folders.
struct OtherFiles {
    let mounted: MountedFiles
    let draft: Draft
    let read: (String) -> FoundFiles?

    func run() {
        for file in draft.files { takeEnvironment(of: file, line: nil) }
        for other in draft.others {
            let (file, line) = (other.file, other.line)
            mounted.add(file.path, line: line, mount: nil)
            for service in file.services { take(service, file.directory, line) }
            for section in [ComposeFile.Section.secrets, .configs] {
                for entry in file.declared(section) {
                    add(entry.value["file"]?.string, from: file.directory, nil, line)
                }
            }
            takeEnvironment(of: file, line: line)
        }
    }

    /// What an `include` says that its file's variables are.
    private func takeEnvironment(of file: ComposeFile, line: Int?) {
        for item in file.root["include"]?.sequence ?? [] {
            guard let own = item["env_file"] else { continue }
            for node in own.sequence ?? [own] {
                if let line { add(node.string, from: file.directory, nil, line) }
                review(node.string, from: file.directory, line ?? node.start.line)
            }
        }
    }

    private func take(_ service: ComposeService, _ base: String, _ line: Int) {
        for item in service.items("volumes") {
            guard let mount = Mount(item, value: draft.value), mount.kind == .bind else { continue }
            add(mount.source, from: base, mount, line)
        }
        for item in service.items("env_file") {
            let text = (item.node["path"] ?? item.node).string
            add(text, from: base, nil, line)
            review(text, from: base, line)
        }
        for item in service.items("label_file") { add(item.node.string, from: base, nil, line) }
        for item in service.items("security_opt") {
            add(item.node.string.flatMap(FileReference.seccompProfile), from: base, nil, line)
        }
    }

    private func add(_ text: String?, from base: String, _ mount: Mount?, _ line: Int) {
        guard let text else { return }
        if let path = OtherCompose.within(text, base) { return mounted.add(path, line: line, mount: mount) }
        guard text.hasPrefix(".") || text.hasPrefix("~") else { return }
        draft.report.add(
            .refused, "a file that comes in by this line needs `\(text)`, which cannot be taken along", line: line)
    }

    /// Secrets that stay in a file as they are.
    private func review(_ text: String?, from base: String, _ line: Int) {
        guard let path = OtherCompose.within(text, base), let file = read(path)?.files.first,
            let values = try? ExampleFile.read(file.bytes)
        else { return }
        for (name, example) in values.sorted(by: { $0.key < $1.key })
        where SecretName.isSecret(name) && !example.value.isEmpty {
            draft.pointOut(name, in: path, line: line)
        }
    }
}
