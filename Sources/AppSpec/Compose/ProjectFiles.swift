import ComposeFile
import Findings
import Plan

/// The files that a compose file names and Compose opens. They go to the machine with it.
///
/// Mounted files and folders do not: a folder here may contain data from the publisher's own trials.
struct ProjectFiles {
    let compose: ComposeProject
    let folder: SourceFolder
    /// The compose file's folder, relative to app.yaml's, with a slash at the end; empty if they are the same.
    let directory: String
    /// What app.yaml lays down itself.
    let stack: Stack

    /// Files that every machine has.
    private static let ofTheSystem: Set<String> = [
        "/etc/hosts", "/etc/hostname", "/etc/localtime", "/etc/machine-id", "/etc/os-release", "/etc/resolv.conf",
        "/etc/timezone", "/etc/ssl/certs/ca-certificates.crt",
    ]

    func read() -> [StackFile] {
        (compose.composeFiles + compose.files).compactMap { reference -> StackFile? in
            switch reference.location {
            case .within(let path): return read(path, reference)
            case .absolute(let path): return readAbsolute(path, reference)
            case .outside, .elsewhere:
                report(
                    reference, "is outside of the compose file's folder, so it is not on the machine",
                    help: "move it beside the compose file")
                return nil
            }
        }
    }

    private func readAbsolute(_ path: String, _ reference: FileReference) -> StackFile? {
        let home = Paths(app: stack.project).stack + "/"
        if path.hasPrefix(home), case .within(let inner) = ProjectPath(String(path.dropFirst(home.count)), from: "") {
            return read(inner, reference)
        }
        if !reference.isOptional, !Self.ofTheSystem.contains(path) {
            report(
                reference, "is on the machine only if something else puts it there",
                help: "put it beside the compose file and use a relative path, so that it goes to the machine")
        }
        return nil
    }

    private func read(_ path: String, _ reference: FileReference) -> StackFile? {
        // Written from `env` on the machine.
        guard path != ".env" else { return nil }
        let owned = stack.folders.first { path.hasPrefix($0.path + "/") && $0.owner.map { $0.user != 0 } == true }
        if let owned, [.include, .extends].contains(reference.use) {
            report(
                reference, "is in \(owned.path), which user \(owned.owner.map(\.description) ?? "") could change",
                help: "root runs what it says: move it out of that folder")
            return nil
        }
        if let file = stack.files.first(where: { $0.path == path }) {
            warnOfCopies(file.content, path, reference)
            return nil
        }
        guard let kind = folder.existing(directory + path) else {
            if !reference.isOptional { reportMissing(path, reference) }
            return nil
        }
        guard kind == .file else {
            report(reference, "is a folder", help: "name a file")
            return nil
        }
        do throws(SourceFolder.Unfit) {
            let file = try folder.file(at: directory + path)
            let content = StackFile.Content.verbatim(file.bytes)
            warnOfCopies(content, path, reference)
            return StackFile(path: path, content: content, mode: file.isExecutable ? 0o755 : 0o644)
        } catch {
            reference.place.layer.report.error(error.message, at: reference.place.node, help: error.help)
            return nil
        }
    }

    /// A copied secret is the same on every machine.
    private func warnOfCopies(_ content: StackFile.Content, _ path: String, _ reference: FileReference) {
        guard case .secret(let name) = reference.use else { return }
        if case .rendered = content { return }
        reference.place.layer.report.warning(
            "every machine would have the same secret `\(name)`", at: reference.place.node,
            help: "put {{ secrets.NAME }} into \(directory)\(path), declare NAME under `secrets` in app.yaml, and add "
                + "`\(line(path, render: true))` to `stack.files`")
    }

    private func reportMissing(_ path: String, _ reference: FileReference) {
        let others = "put it beside the compose file"
        switch reference.use {
        case .secret:
            report(
                reference, "does not exist",
                help: "\(others) with {{ secrets.NAME }} in it, declare NAME under `secrets` in app.yaml, and add "
                    + "`\(line(path, render: true))` to `stack.files`")
        case .environmentFile:
            report(
                reference, "does not exist",
                help: "\(others), or use `.env`, which the machine writes from `env` in app.yaml")
        // Reported where they could not be read.
        case .include, .extends: break
        case .config, .labelFile, .seccomp, .includedEnvironment: report(reference, "does not exist", help: others)
        }
    }

    private func line(_ path: String, render: Bool) -> String {
        let to = directory.isEmpty ? "" : ", to: \(path)"
        return "- { from: \(directory)\(path)\(to)\(render ? ", render: true" : "") }"
    }

    private func report(_ reference: FileReference, _ problem: String, help: String) {
        reference.place.layer.report.error(
            "the \(reference.use.title) `\(reference.text)` \(problem)", at: reference.place.node, help: help)
    }
}
