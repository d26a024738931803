import ComposeFile
import Text
import YAML

/// Takes along the files that services mount or read from beside the Compose file.
struct MountedFiles {
    let draft: Draft
    /// What is at a path beside the Compose file. Nil where nothing is.
    let read: (String) -> FoundFiles?

    func run() {
        for service in draft.services {
            for item in service.items("volumes") {
                guard let mount = Mount(item, value: draft.value), mount.kind == .bind, let source = mount.source else {
                    continue
                }
                guard let path = Repairs.relative(source) else {
                    let isMoved = item.node["is_directory"]?.bool == true
                    let line = item.node.start.line
                    if !isMoved, source.hasPrefix("..") || source.hasPrefix("~") {
                        draft.report.add(
                            .refused, "`\(source)` is not beside the Compose file, so no machine has it", line: line)
                    } else if source.hasPrefix("."), case .outside = ProjectPath(source, from: "") {
                        draft.report.add(
                            .refused, "the whole folder is mounted: name the files in it that the service needs",
                            line: line)
                    } else if case .within(let own) = ProjectPath(source, from: ""), own != ".env" {
                        draft.report.add(
                            .refused,
                            "`\(own)` is mounted, and the app has a file of its own there: give it another name",
                            line: line)
                    }
                    continue
                }
                add(path, line: item.node.start.line, mount: mount)
                giveFolder(path, to: service, mount, line: item.node.start.line)
            }
            for item in service.items("env_file") + service.items("label_file") {
                take(item.node["path"] ?? item.node)
            }
            for item in service.items("security_opt") {
                take(item.node, item.node.string.flatMap(FileReference.seccompProfile))
            }
            if let node = service["extends"]?["file"] { take(node) }
        }
        for section in [ComposeFile.Section.secrets, .configs] {
            for entry in draft.declared(section) {
                if let node = entry.value["file"] { take(node) }
            }
        }
        for item in draft.files.flatMap({ $0.root["include"]?.sequence ?? [] }) {
            for node in [item["path"] ?? item, item["env_file"]].compactMap({ $0 }) {
                for path in node.sequence ?? [node] { take(path) }
            }
        }
        OtherFiles(mounted: self, draft: draft, read: read).run()
    }

    /// A folder that Docker makes is root's, and a service that runs as another user cannot write to it.
    private func giveFolder(_ path: String, to service: ComposeService, _ mount: Mount, line: Int) {
        guard !mount.isReadOnly,
            let user = service["user"]?.string.flatMap({ Interpolation($0).resolved(draft.value) }),
            user != "0", !user.hasPrefix("0:"),
            user.split(separator: ":", omittingEmptySubsequences: false).allSatisfy({ UInt32($0) != nil }),
            !draft.takenAlong.contains(where: { path.isWithin($0) }),
            !draft.written.contains(where: { $0.path.isWithin(path) }),
            !draft.stackFiles.contains(where: {
                if case .map(let keys) = $0 { keys.first?.1 == .string(path) } else { false }
            })
        else { return }
        let owner = user.contains(":") ? user : "\(user):\(user)"
        draft.stackFiles.append(.map([("folder", .string(path)), ("owner", .string(owner))]))
        draft.report.add(.changed, "the folder `\(path)` is user \(owner)'s, as whom the service runs", line: line)
    }

    /// A file that Compose names by another key than `volumes`.
    private func take(_ node: Node) { take(node, node.string) }

    private func take(_ node: Node, _ text: String?) {
        guard let text else { return }
        if let path = Repairs.relative(text) {
            add(path, line: node.start.line, mount: nil)
        } else if case .within(let own) = ProjectPath(text, from: ""), Repairs.reserved.contains(own), own != ".env" {
            draft.report.add(
                .refused, "`\(own)` is named here, and the app has a file of its own there: give it another name",
                line: node.start.line)
        }
    }

    /// - Parameter mount: Nil for what Compose names by other keys: it goes with the Compose file without being listed.
    func add(_ path: String, line: Int, mount: Mount?) {
        guard !draft.takenAlong.contains(where: { path.isWithin($0) }),
            let found = read(path)
        else { return }
        let all = found.files
        guard !all.isEmpty else { return refuse(found.refusals, line) }
        guard all.count > 1 || !draft.written.contains(where: { $0.path == path }) else { return }
        let isFolder = all.count > 1 || all[0].path != path
        if isFolder, let mount, !mount.isReadOnly {
            guard !DataFolder.isData(path, all, target: mount.target) else {
                draft.report.add(
                    .review, "`\(path)` begins empty on each machine: what is in it here looks like data", line: line)
                return
            }
            draft.report.add(
                .review,
                "`\(path)` is taken along with what is in it now, and a service writes there: see that none of it is your data",
                line: line)
        }
        refuse(found.refusals, line)
        let files = isFolder ? all.filter { !DataFolder.isPrivate($0.path) } : all
        for file in all where DataFolder.isPrivate(file.path) {
            draft.report.add(
                isFolder ? .leftOut : .review,
                isFolder
                    ? "`\(file.path)`, which may have a secret in it: every machine would get it"
                    : "`\(file.path)` is taken along, and may have a secret in it that every machine then has",
                line: line)
        }
        guard !files.isEmpty else { return }
        for file in files where !draft.written.contains(where: { $0.path == file.path }) {
            draft.written.append(file)
        }
        if mount != nil {
            // A folder has the files in it that were found before.
            let inner = draft.takenAlong.filter { $0.hasPrefix(path + "/") }
            draft.stackFiles.removeAll { file in inner.contains { file == .map([("from", .string($0))]) } }
            draft.takenAlong.append(path)
            draft.stackFiles.append(.map([("from", .string(path))]))
        }
        draft.report.add(
            .changed, "`\(path)` is taken along (\(files.count) file\(files.count == 1 ? "" : "s"))", line: line)
    }

    private func refuse(_ reasons: [String], _ line: Int) {
        for reason in reasons { draft.report.add(.refused, reason, line: line) }
    }
}
