import ComposeFile
import Findings
import Plan
import Text
import YAML

/// Checks the files and folders that services mount: whether they exist on the machine, and whether the service may use
/// them.
struct MountCheck {
    let compose: ComposeProject
    let plan: Plan
    let folder: SourceFolder
    /// The compose file's folder, relative to app.yaml's, with a slash at the end; empty if they are the same.
    let directory: String

    private var stack: Stack { plan.stack }

    func run() {
        for service in compose.services {
            let user = service["user"]?.string.flatMap { Interpolation($0).resolved(compose.value) }.flatMap(
                FileOwner.init)
            for mount in compose.mounts(of: service) where mount.kind == .bind {
                guard let source = mount.source, let path = path(of: mount, source) else { continue }
                let isThere = checkPresence(mount, source, path)
                checkReload(mount, source, path)
                if let user, user.user != 0, isThere { checkAccess(mount, source, path, service, user) }
            }
        }
    }

    /// The path within /opt/NAME; nil for other places, which belong to the machine or its owner.
    private func path(of mount: Mount, _ source: String) -> String? {
        switch ProjectPath(source, from: mount.place.layer.directory) {
        case .within(let path): return path
        case .absolute(let path):
            let home = Paths(app: stack.project).stack + "/"
            guard path.hasPrefix(home),
                case .within(let inner) = ProjectPath(String(path.dropFirst(home.count)), from: "")
            else { return nil }
            return inner
        case .outside:
            if FileName.isMeant(source: source, target: mount.target) {
                mount.place.layer.report.error(
                    "`\(source)` is outside of the compose file's folder, so it is not on the machine",
                    at: mount.sourceNode,
                    help: "move it beside the compose file and add it to `stack.files` in app.yaml")
            }
            return nil
        case .elsewhere: return nil
        }
    }

    // MARK: Presence

    /// Docker creates an empty folder for whatever is missing, and a program that expects a file there fails.
    private func checkPresence(_ mount: Mount, _ source: String, _ path: String) -> Bool {
        // `.env` is written on the machine.
        guard !isLaidDown(path), path != ".env" else { return true }
        let report = mount.place.layer.report
        let add = "add `\(line(path))` to `stack.files` in app.yaml"
        switch folder.existing(directory + path) {
        case .file:
            report.error(
                "`\(source)` is mounted but not laid down, so Docker would create an empty folder there",
                at: mount.sourceNode, help: add)
        case .folder:
            report.warning(
                "`\(source)` is mounted but not laid down on the machine", at: mount.sourceNode,
                help: add + "; or `- { folder: \(path) }` if it starts empty")
            return true
        case nil where FileName.isMeant(source: source, target: mount.target):
            report.error(
                "the file `\(source)` does not exist, so Docker would create an empty folder there",
                at: mount.sourceNode,
                help: "put it beside the compose file and " + add)
        case nil where !mount.createsFolder:
            report.error(
                "`\(source)` is not on the machine, and `create_host_path` is false", at: mount.sourceNode,
                help: "add `- { folder: \(path) }` to `stack.files` in app.yaml")
        case nil: return true
        }
        return false
    }

    /// A changed file is another file under the same name. A container that has the file itself mounted keeps the old one.
    private func checkReload(_ mount: Mount, _ source: String, _ path: String) {
        guard stack.files.contains(where: { $0.path == path && $0.reload != nil }) else { return }
        let folder = path.split(separator: "/").dropLast().joined(separator: "/")
        mount.place.layer.report.warning(
            "`\(source)` is mounted by itself, so `reload` in app.yaml reads the old file again", at: mount.sourceNode,
            help: folder.isEmpty
                ? "lay it down in a folder of its own (`to:` in app.yaml), and mount that folder"
                : "mount the folder that it is in: `./\(folder)`")
    }

    private func isLaidDown(_ path: String) -> Bool {
        stack.files.contains { $0.path.isWithin(path) }
            || stack.folders.contains { $0.path.isWithin(path) }
    }

    private func line(_ path: String) -> String {
        directory.isEmpty ? "- { from: \(path) }" : "- { from: \(directory)\(path), to: \(path) }"
    }

    // MARK: Access

    private func checkAccess(
        _ mount: Mount, _ source: String, _ path: String, _ service: ComposeService, _ user: FileOwner
    ) {
        let report = mount.place.layer.report
        if let file = stack.files.first(where: { $0.path == path }) {
            guard !allows(plan.mode(of: file), file.owner, user, 0o4) else { return }
            return report.error(
                "`\(service.name)` runs as user \(user) and cannot read `\(source)`", at: mount.sourceNode,
                help: "add `owner: \"\(user)\"` to it in `stack.files` in app.yaml")
        }
        guard !mount.isReadOnly, path != ".env" else { return }
        let declared = stack.folders.first { $0.path == path }
        guard !allows(declared?.mode ?? 0o755, declared?.owner, user, 0o2) else { return }
        let isOfFiles = stack.files.contains { $0.path.hasPrefix(path + "/") }
        report.warning(
            "`\(service.name)` runs as user \(user) and cannot write to `\(source)`, which belongs to root",
            at: mount.sourceNode,
            help: (declared != nil || isOfFiles
                ? "add `owner: \"\(user)\"` to it in `stack.files` in app.yaml"
                : "add `- { folder: \(path), owner: \"\(user)\" }` to `stack.files` in app.yaml")
                + "; if it only reads, mount it with `:ro`")
    }

    /// - Parameter bit: A bit of the mode's last digit: 4 to read, 2 to write.
    private func allows(_ mode: UInt16, _ owner: FileOwner?, _ user: FileOwner, _ bit: UInt16) -> Bool {
        let owner = owner ?? FileOwner(user: 0)
        if owner.user == user.user { return mode & bit << 6 != 0 }
        if owner.group == user.group { return mode & bit << 3 != 0 }
        return mode & bit != 0
    }
}
