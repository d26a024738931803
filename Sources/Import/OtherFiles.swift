import ComposeFile
import Findings
import YAML

/// Takes along what the files need that the Compose file includes or extends. Their paths are from their own folders.
struct OtherFiles {
    let mounted: MountedFiles
    let draft: Draft
    let read: (String) -> FoundFiles?
    private var seen: Set<String> = []

    init(mounted: MountedFiles, draft: Draft, read: @escaping (String) -> FoundFiles?) {
        self.mounted = mounted
        self.draft = draft
        self.read = read
    }

    /// Goes through the files that a file names.
    ///
    /// - Parameter line: Of the Compose file, by which all of it comes in; nil for the Compose file itself.
    mutating func take(from file: ComposeFile, line: Int?) {
        for service in file.services {
            if let node = service["extends"]?["file"] { takeNeeds(of: node, from: file.directory, line: line) }
        }
        for item in file.root["include"]?.sequence ?? [] {
            let path = item["path"] ?? item
            for node in path.sequence ?? [path] {
                takeNeeds(of: node, from: file.directory, item["project_directory"]?.string, line: line)
            }
            guard let own = item["env_file"] else { continue }
            for node in own.sequence ?? [own] {
                if line != nil { add(node.string, from: file.directory, nil, line ?? node.start.line) }
                review(node.string, from: file.directory, line ?? node.start.line)
            }
        }
    }

    private mutating func takeNeeds(of node: Node, from base: String, _ directory: String? = nil, line: Int?) {
        let line = line ?? node.start.line
        guard let text = node.string, let path = within(text, base), seen.insert(path).inserted,
            let bytes = read(path)?.files.first?.bytes,
            let other = ComposeFile(
                path: path, bytes: bytes, name: path,
                directory: directory.flatMap { within($0, base) }.map { $0 + "/" }, findings: Findings())
        else { return }
        for service in other.services { take(service, other.directory, line) }
        for section in [ComposeFile.Section.secrets, .configs] {
            for entry in other.declared(section) { add(entry.value["file"]?.string, from: other.directory, nil, line) }
        }
        take(from: other, line: line)
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
        if let path = within(text, base) { return mounted.add(path, line: line, mount: mount) }
        guard text.hasPrefix(".") || text.hasPrefix("~") else { return }
        draft.report.add(
            .refused, "a file that comes in by this line needs `\(text)`, which cannot be taken along", line: line)
    }

    private func within(_ text: String, _ base: String) -> String? {
        guard case .within(let path) = ProjectPath(text, from: base) else { return nil }
        return Repairs.relative(path)
    }

    /// Secrets that stay in a file as they are.
    private func review(_ text: String?, from base: String, _ line: Int) {
        guard let path = text.flatMap({ within($0, base) }), let file = read(path)?.files.first,
            let values = try? ExampleFile.read(file.bytes)
        else { return }
        for (name, example) in values.sorted(by: { $0.key < $1.key })
        where SecretName.isSecret(name) && !example.value.isEmpty {
            draft.pointOut(name, in: path, line: line)
        }
    }
}
