import Glibc
import Host
import Installation
import Plan

/// The app's source on a machine: a Git repository with a commit for each release on `vendor`, and the owner's work on
/// `main`, which is checked out.
package struct SourceRepository: Sendable {
    let machine: Machine

    package init(_ machine: Machine) { self.machine = machine }

    /// Of this computer.
    package var folder: String { machine.files.root.path(machine.paths.source) }
    var git: Git { Git(folder: folder) }

    package var exists: Bool { machine.files.exists("\(machine.paths.source)/.git") }

    static let vendor = "refs/heads/vendor"
    static let main = "refs/heads/main"

    /// Whether the newest release in it is this program's.
    package func isOf(_ tree: SourceTree) async throws -> Bool {
        guard exists else { return false }
        return try await git.ask("log", "-1", "--format=%B", Self.vendor)?.contains(Self.mark(tree)) == true
    }

    /// What the message of a release's commit ends with.
    private static func mark(_ tree: SourceTree) -> String { "Source: \(tree.sha256)" }

    func message(_ tree: SourceTree) -> String {
        "\(machine.plan.app.title) \(machine.plan.app.version)\n\n\(Self.mark(tree))"
    }

    // MARK: For the first time

    /// Lays the release's source down where there is none.
    ///
    /// - Parameter file: Where the archive is.
    package func layDown(_ file: SourceFile) async throws {
        guard let tree = machine.plan.source else { return }
        guard !exists else {
            guard try await !isOf(tree) else { return machine.note("\(machine.paths.source): it is there already") }
            throw Failure(
                .invalidInput, "\(machine.paths.source) has the source of another release",
                help:
                    "install that release (`git -C \(machine.paths.source) log -1 vendor` tells its version), and update it "
                    + "then: that merges the two; to start over, move that folder away")
        }
        try await Self.requireGit(machine)
        if machine.files.exists(machine.paths.source) {
            throw Failure(
                .invalidInput, "\(machine.paths.source) is there already, and is no Git repository",
                help: "move it away: the app's source goes there")
        }
        let bytes = try file.read(tree)
        let new = "\(machine.paths.stack)/.\(SourceTree.folder).new"
        try machine.files.removeTree(new)
        try machine.files.createFolder(new)
        let place = machine.files.root.path(new)
        try await unpack(bytes, to: place)
        let git = Git(folder: place)
        try await git.run("init", "--quiet")
        try await Self.settle(git)
        // The files are what the release has, byte by byte: no attribute of theirs may change an end of a line.
        try machine.files.write("\(new)/.git/info/attributes", Array(Self.attributes.utf8), mode: 0o644)
        let release = try await commit(try await treeOfRelease(git, tree, before: nil), [], message(tree), git)
        try await git.run("update-ref", Self.vendor, release)
        try await git.run("add", "--all", "--force", "--", ".")
        let whole = try await git.line("write-tree")
        let isSame = try await git.line("rev-parse", "\(release)^{tree}") == whole
        let first = isSame ? release : try await commit(whole, [release], "The owner's folders", git)
        try await git.run("update-ref", Self.main, first)
        try await sync(place)
        try machine.files.move(new, to: machine.paths.source)
        machine.note("\(machine.paths.source): \(machine.plan.app.version) on the branch vendor, main is checked out")
    }

    private static let attributes = "* -text -ident -filter -working-tree-encoding\n"

    private static func settle(_ git: Git) async throws {
        try await git.run("symbolic-ref", "HEAD", main)
        try await git.run("config", "core.autocrlf", "false")
    }

    /// - Throws: ``Failure`` if another user than this one has the repository, and so a say in what runs as this one.
    func requireOwn() async throws {
        for path in [machine.paths.source, "\(machine.paths.source)/.git"] {
            guard let owner = machine.files.status(path)?.user, owner != geteuid() else { continue }
            throw Failure(
                .invalidInput, "\(path) belongs to another user, and what is in it would run as root",
                help:
                    "`chown root: \(machine.paths.source) \(machine.paths.source)/.git`; the files in it may be anybody's"
            )
        }
    }

    package static func requireGit(_ machine: Machine) async throws {
        guard (try? await Command("git", ["--version"], inherited: ["PATH"]).run())?.succeeded != true else { return }
        throw Failure(
            .unavailable, "`git` is not installed, and \(machine.plan.app.title)'s source is kept by it",
            help: "`sudo \(machine.command) prepare` installs it")
    }

    // MARK: Pieces

    /// - Parameter bytes: A tar archive with one folder at its top, which the plan vouches for.
    func unpack(_ bytes: [UInt8], to place: String) async throws {
        let archive = "\(machine.paths.state)/source.tar"
        try machine.files.createFolder(machine.paths.state, mode: 0o700)
        try machine.files.write(archive, bytes, mode: 0o600)
        defer { try? machine.files.remove(archive) }
        let tar = [
            "--extract", "--strip-components=1", "--no-same-owner", "--preserve-permissions", "--directory", place,
        ]
        let result = try await Command("tar", tar, inherited: ["PATH"]).move(
            .file(machine.files.root.path(archive)))
        guard result.succeeded else {
            throw Failure(.unavailable, "the source cannot be unpacked", details: result.lastLines.suffix(5))
        }
    }

    /// The tree of the release alone: the owner's folders are as the release before had them, as a rule not at all. So no
    /// merge has anything to change in them.
    ///
    /// - Parameters:
    ///   - git: Its index and its files are those of the release.
    ///   - earlier: The commit of the release before.
    func treeOfRelease(_ git: Git, _ tree: SourceTree, before earlier: String?) async throws -> String {
        let others = tree.own.map { ":(exclude,top,literal)\($0)" }
        try await git.run(["add", "--all", "--force", "--", "."] + others)
        for folder in tree.own {
            guard let earlier, try await git.succeeds("rev-parse", "--verify", "--quiet", "\(earlier):\(folder)") else {
                continue
            }
            try await git.run("read-tree", "--prefix=\(folder)/", "\(earlier):\(folder)")
        }
        return try await git.line("write-tree")
    }

    /// The owner's files, committed or not.
    ///
    /// - Parameter scratch: A folder of the machine for Git's index, which is made.
    func ownersTree(in scratch: String) async throws -> String {
        try machine.files.createFolder(scratch, mode: 0o700)
        let index = "\(scratch)/owners-index"
        if let bytes = try machine.files.read("\(machine.paths.source)/.git/index", limit: 1 << 28) {
            try machine.files.write(index, bytes, mode: 0o600)
        } else {
            try machine.files.remove(index)
        }
        try await requireOwn()
        let git = git.with(["GIT_INDEX_FILE": machine.files.root.path(index)])
        // Git is told to look at everything again that is there.
        let unseen = try await git.paths("ls-files", "-v", "-z").filter {
            $0.first == "S" || $0.first?.isLowercase == true
        }
        .map { String($0.dropFirst(2)) }.filter { machine.files.exists("\(machine.paths.source)/\($0)") }
        for path in unseen {
            try await git.run("update-index", "--no-skip-worktree", "--", path)
            try await git.run("update-index", "--no-assume-unchanged", "--", path)
        }
        try await git.run("add", "--all", "--", ".")
        if let other = try await git.run("ls-files", "--stage").first(where: { $0.hasPrefix("160000 ") }) {
            let path = other.split(separator: "\t", maxSplits: 1).last ?? ""
            throw Failure(
                .invalidInput, "\(machine.paths.source)/\(path) is a Git repository of its own",
                help: "its files come along only if they belong to \(machine.paths.source): move its `.git` "
                    + "elsewhere, or list the folder in .gitignore")
        }
        return try await git.line("write-tree")
    }

    func commit(_ tree: String, _ parents: [String], _ message: String, _ git: Git) async throws -> String {
        let words = ["commit-tree", tree] + parents.flatMap { ["-p", $0] } + ["-m", message]
        return try await git.run(words).first ?? ""
    }

    private func sync(_ place: String) async throws {
        let result = try await Command("sync", ["--file-system", place], inherited: ["PATH"]).run()
        guard result.succeeded else { throw Failure(.unavailable, "the source does not get onto the disk") }
    }
}
