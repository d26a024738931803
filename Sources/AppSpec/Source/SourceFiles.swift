import Findings
import Git
import YAML

/// The files of the app's source, and what must not be among them.
struct SourceFiles {
    let folder: SourceFolder
    let report: Reporter
    private(set) var files: [String: SourceFolder.File] = [:]
    private(set) var size = 0

    init(_ folder: SourceFolder, _ report: Reporter) {
        self.folder = folder
        self.report = report
    }

    /// Reads what is at these paths: in a Git repository what Git tracks, elsewhere everything.
    ///
    /// - Parameter places: Normal paths with the places in app.yaml that name them. Something is at each.
    mutating func read(_ places: [(path: String, node: Node)]) {
        do throws(GitError) {
            let known = try GitFiles(of: folder.prefix.isEmpty ? "." : folder.prefix, at: places.map(\.path))
            // What Git tracks can change without any file of the folder.
            folder.observations?.isComplete = false
            for (path, node) in places { read(path, node, known) }
        } catch .noRepository {
            for (path, node) in places { walk(path, node) }
        } catch {
            // What .gitignore lists may be secret, so nothing is taken where Git does not say what that is.
            guard let node = places.first?.node else { return }
            report.error(
                "Git does not say which files belong to the source: \(Self.reason(error))", at: node, help: error.help)
        }
    }

    private static func reason(_ error: GitError) -> String {
        switch error {
        case .notInstalled: "it is not installed"
        case .othersRepository: "the repository belongs to another user"
        default: error.description
        }
    }

    private mutating func read(_ path: String, _ node: Node, _ known: GitFiles) {
        let isHere = { (file: String) in file == path || file.hasPrefix(path + "/") }
        let tracked = known.tracked.filter(isHere)
        let new = known.new.filter(isHere)
        if !new.isEmpty {
            report.warning(
                "Git does not track \(Self.list(new)), so the source is without \(new.count == 1 ? "it" : "them")",
                at: node, help: "`git add` it, or list it in .gitignore")
        }
        let changed = known.changed.filter(isHere)
        if !changed.isEmpty {
            report.warning(
                "\(Self.list(changed)) \(changed.count == 1 ? "is" : "are") not as the last commit has "
                    + "\(changed.count == 1 ? "it" : "them"), and the source has what is here",
                at: node, help: "commit before you release")
        }
        if tracked.isEmpty, new.isEmpty {
            report.error(
                "Git tracks nothing in `\(folder.display(path))`", at: node,
                help: "`git add --force` what belongs to the source, or leave this out")
        }
        for file in tracked {
            if (try? folder.kind(of: file)) == .folder {
                report.error(
                    "`\(folder.display(file))` is a Git submodule, whose files are not in the source", at: node,
                    help: "copy what you need of it into the repository itself, or leave it out")
            } else {
                add(file, node)
            }
        }
    }

    private static func list(_ files: [String]) -> String {
        files.prefix(3).map { "`\($0)`" }.joined(separator: ", ")
            + (files.count > 3 ? " and \(files.count - 3) more" : "")
    }

    private mutating func walk(_ path: String, _ node: Node) {
        var pending = [path]
        do throws(SourceFolder.Unfit) {
            while let next = pending.popLast() {
                if refuses(next, node) { continue }
                switch try folder.kind(of: next) {
                case .folder: for name in try folder.names(in: next).sorted() { pending.append("\(next)/\(name)") }
                case .file: add(next, node)
                }
                if files.count > Self.most || size > SourceFiles.limit { return }
            }
        } catch {
            report.error(error.message, at: node, help: error.help)
        }
    }

    /// More than this is no source.
    private static let most = 50_000
    /// In bytes.
    static let limit = 100 << 20

    private mutating func add(_ path: String, _ node: Node) {
        // Swift takes different ways of writing the same letters for one name.
        if let twin = files.index(forKey: path), Array(files.keys[twin].utf8) != Array(path.utf8) {
            return report.error(
                "two files are called `\(folder.display(path))`, which Unicode writes in two ways", at: node,
                help: "rename one of them: on many computers only one can be there")
        }
        guard files[path] == nil, !refuses(path, node), size <= Self.limit, files.count <= Self.most else { return }
        do throws(SourceFolder.Unfit) {
            let file = try folder.file(at: path)
            size += file.bytes.count
            files[path] = file
            if file.bytes.starts(with: Self.pointer) {
                report.error(
                    "`\(folder.display(path))` is a pointer of Git LFS, and the file itself is not here", at: node,
                    help: "run `git lfs pull`; in GitHub Actions, give actions/checkout `lfs: true`")
            }
            if Self.isSecret(file.bytes) {
                report.error(
                    "`\(folder.display(path))` is a private key, and everybody who gets a release would have it",
                    at: node, help: "take it out of the source, and out of Git's history if it is of use to anyone")
            }
            if size > Self.limit || files.count > Self.most {
                report.error(
                    "the source has more than \(Self.limit >> 20) MB or \(Self.most) files", at: node,
                    help: "leave out what is made of it, such as node_modules and build results")
            }
        } catch {
            report.error(error.message, at: node, help: error.help)
        }
    }

    /// Whether something may not be in the source, by its name.
    private func refuses(_ path: String, _ node: Node) -> Bool {
        let name = path.split(separator: "/").last.map(String.init) ?? path
        if path.split(separator: "/").contains(".git") {
            report.error(
                "`\(folder.display(path))` is a Git repository's own, and would get into the source", at: node,
                help: "name what is beside it instead")
            return true
        }
        let lower = name.lowercased()
        guard lower == ".env" || lower == ".envrc" || lower.hasPrefix(".env."),
            !Self.examples.contains(where: name.hasSuffix)
        else {
            return false
        }
        report.error(
            "`\(folder.display(path))` would get into the source, and files of this name have secrets", at: node,
            help: "remove it from Git and list it in .gitignore; one to begin from is called .env.example")
        return true
    }

    private static let examples = [".example", ".sample", ".template", ".dist", ".defaults"]

    /// What a pointer of Git LFS begins with: https://github.com/git-lfs/git-lfs/blob/main/docs/spec.md
    private static let pointer = Array("version https://git-lfs.github.com/spec/".utf8)

    /// PEM's, OpenSSH's and PuTTY's private keys, also behind what OpenSSL says of them, and minisign's.
    private static func isSecret(_ bytes: [UInt8]) -> Bool {
        let start = String(decoding: bytes.prefix(4096), as: UTF8.self)
        let lines = start.split(whereSeparator: \.isNewline)
        guard let first = lines.first else { return false }
        return first.hasPrefix("PuTTY-User-Key-File-")
            || first.hasPrefix("untrusted comment:") && first.contains("secret key")
            || lines.contains { $0.hasPrefix("-----BEGIN ") && $0.hasSuffix("PRIVATE KEY-----") }
    }
}
