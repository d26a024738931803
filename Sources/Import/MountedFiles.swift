import ComposeFile
import YAML

/// Takes along the files that services mount or read from beside the Compose file.
struct MountedFiles {
    let draft: Draft
    /// What is at a path beside the Compose file: a file, or all files in a folder. Nil where nothing is.
    let read: (String) -> [ImportedFile]?

    func run() {
        for service in draft.services {
            for item in service.items("volumes") {
                guard let mount = Mount(item, value: draft.value), mount.kind == .bind, let source = mount.source else {
                    continue
                }
                guard let path = Repairs.relative(source) else {
                    let isMoved = item.node["is_directory"]?.bool == true
                    if !isMoved, source.hasPrefix("..") || source.hasPrefix("~") {
                        draft.report.add(
                            .refused, "`\(source)` is not beside the Compose file, so no machine has it",
                            line: item.node.start.line)
                    }
                    continue
                }
                add(path, line: item.node.start.line, isMount: true)
            }
            for item in service.items("env_file") + service.items("label_file") {
                let node = item.node["path"] ?? item.node
                if let path = node.string.flatMap(Repairs.relative) { add(path, line: node.start.line, isMount: false) }
            }
            if let node = service["extends"]?["file"] { takeComposeFile(node) }
        }
        for section in [ComposeFile.Section.secrets, .configs] {
            for entry in draft.file.declared(section) {
                guard let node = entry.value["file"], let path = node.string.flatMap(Repairs.relative) else { continue }
                add(path, line: node.start.line, isMount: false)
            }
        }
        for item in draft.file.root["include"]?.sequence ?? [] {
            let node = item["path"] ?? item
            for path in node.sequence ?? [node] { takeComposeFile(path) }
        }
    }

    private func takeComposeFile(_ node: Node) {
        if let path = node.string.flatMap(Repairs.relative) { add(path, line: node.start.line, isMount: false) }
    }

    /// - Parameter isMount: What Compose names by other keys goes with it without being listed.
    private func add(_ path: String, line: Int, isMount: Bool) {
        guard !draft.takenAlong.contains(where: { path == $0 || path.hasPrefix($0 + "/") }), let files = read(path),
            !files.isEmpty, files.count > 1 || !draft.written.contains(where: { $0.path == path })
        else { return }
        for file in files where !draft.written.contains(where: { $0.path == file.path }) {
            draft.written.append(file)
        }
        if isMount {
            // A folder has the files in it that were found before.
            let inner = draft.takenAlong.filter { $0.hasPrefix(path + "/") }
            draft.stackFiles.removeAll { file in inner.contains { file == .map([("from", .string($0))]) } }
            draft.takenAlong.append(path)
            draft.stackFiles.append(.map([("from", .string(path))]))
        }
        draft.report.add(
            .changed, "`\(path)` is taken along (\(files.count) file\(files.count == 1 ? "" : "s"))", line: line)
    }
}
