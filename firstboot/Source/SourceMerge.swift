import Host
import Installation
import JSON
import Plan
import Text

/// The merge of this program's release with the owner's source, in a worktree of its own. Until ``turn(_:)`` neither a
/// file nor a branch of the owner's is another one.
package struct SourceMerge: Sendable {
    private let machine: Machine
    private let repository: SourceRepository

    package init(_ machine: Machine) {
        self.machine = machine
        repository = SourceRepository(machine)
    }

    /// What comes of it. It is kept until the release takes its place.
    private struct Record: Codable {
        var format = 1
        /// Of the release's archive.
        var source: String
        /// Of the owner: `main`, and the same with what was not committed.
        var head: String
        var owners: String
        var vendor: String
        var merged: String
    }

    private var path: String { "\(machine.paths.state)/source-next.json" }
    private var scratch: String { "\(machine.paths.state)/source-next" }
    /// Of this computer: the merged files, after ``run(_:)``.
    package var tree: String { machine.files.root.path("\(scratch)/tree") }

    /// Refers to the commits until a branch does, so that Git keeps them.
    private static let reference = "refs/landfall/"

    private func record() throws -> Record? {
        guard let bytes = try machine.files.read(path) else { return nil }
        return try? JSONCoder.decode(Record.self, from: bytes)
    }

    // MARK: Before

    /// - Throws: ``Failure`` if the owner is in the middle of something, or Git is missing.
    package func requireSound() async throws {
        guard repository.exists else { return }
        try await SourceRepository.requireGit(machine)
        try await repository.requireOwn()
        let (git, place) = (repository.git, machine.paths.source)
        let branch = try await git.ask("symbolic-ref", "HEAD")?.first ?? "no branch"
        guard branch == SourceRepository.main else {
            throw Failure(
                .invalidInput,
                "\(branch.hasPrefix("refs/heads/") ? "the branch \(branch.dropFirst(11))" : branch) is checked out in \(place), not main",
                help: "the app is built of main: bring your work there and `git -C \(place) switch main`")
        }
        if let file = try await git.paths("ls-files", "--unmerged", "-z").first?.split(separator: "\t").last {
            throw Failure(
                .invalidInput, "\(place)/\(VisibleText.of(String(file))) has both sides of a conflict",
                help: "put it right, and `git -C \(place) add` it")
        }
        for name in ["MERGE_HEAD", "CHERRY_PICK_HEAD", "REVERT_HEAD", "rebase-merge", "rebase-apply"]
        where machine.files.exists("\(place)/.git/\(name)") {
            throw Failure(
                .invalidInput, "a merge or the like has begun in \(place) and not ended",
                help: "`git -C \(place) status` says how to end it")
        }
    }

    // MARK: The merge

    /// Merges, while the app runs.
    ///
    /// - Parameter file: Where the archive of the release is.
    /// - Throws: ``Failure`` with both sides where they conflict. Nothing is changed then.
    package func run(_ file: SourceFile) async throws {
        guard let tree = machine.plan.source else { return }
        try await requireSound()
        try await forget()
        try machine.files.createFolder("\(scratch)/release", mode: 0o700)
        let release = machine.files.root.path("\(scratch)/release")
        try await repository.unpack(try file.read(tree), to: release)
        let git = repository.git
        let head = try await git.line("rev-parse", SourceRepository.main)
        let vendor = try await vendorCommit(tree, release)
        let owners = try await ownersCommit(head)
        try await git.run("worktree", "add", "--quiet", "--detach", self.tree, owners)
        let work = Git(folder: self.tree)
        if try await !work.succeeds("merge", "--no-commit", "--no-ff", "--quiet", vendor) {
            let conflict = try await SourceConflict.of(work, owners: owners, vendor: vendor)
            try await forget()
            throw conflict.failure(machine)
        }
        try await layDownOwn(tree, release, owners, work)
        let isMerge = try await work.ask("rev-parse", "--verify", "--quiet", "MERGE_HEAD") != nil
        let merged = try await work.line("write-tree")
        let isSame = try await git.line("rev-parse", "\(owners)^{tree}") == merged
        let commit =
            !isMerge && isSame
            ? owners
            : try await repository.commit(
                merged, [owners] + (isMerge ? [vendor] : []),
                "Merge \(machine.plan.app.title) \(machine.plan.app.version)",
                git)
        if let path = try await ignoredFile(between: owners, and: merged) {
            try await forget()
            throw Failure(
                .invalidInput,
                "\(machine.plan.app.version) brings \(VisibleText.of(path)), where you have something that .gitignore lists",
                help:
                    "nothing was changed. Move yours elsewhere in \(machine.paths.source), or out of it, and update again"
            )
        }
        try await git.run("update-ref", Self.reference + "merged", commit)
        let record = Record(source: tree.sha256, head: head, owners: owners, vendor: vendor, merged: commit)
        try machine.files.write(path, try JSONCoder.encode(record, pretty: true) + [0x0a], mode: 0o600)
    }

    /// The release on `vendor`, which does not get it yet. One that an earlier try has made is taken again: the owner may
    /// have merged it meanwhile.
    private func vendorCommit(_ tree: SourceTree, _ release: String) async throws -> String {
        let git = repository.git
        let before = try await git.line("rev-parse", SourceRepository.vendor)
        if try await repository.isOf(tree) { return before }
        let index = machine.files.root.path("\(scratch)/index")
        let own = git.with(["GIT_INDEX_FILE": index, "GIT_WORK_TREE": release, "GIT_DIR": "\(repository.folder)/.git"])
        let made = try await repository.treeOfRelease(
            Git(folder: release, variables: own.variables), tree, before: before)
        if let known = try await git.ask("log", "-1", "--format=%H %T %P %B", Self.reference + "vendor"),
            let words = known.first?.split(separator: " ").map(String.init), words.count > 3,
            words[1] == made, words[2] == before, known.contains("Source: \(tree.sha256)")
        {
            return words[0]
        }
        let commit = try await repository.commit(made, [before], repository.message(tree), git)
        try await git.run("update-ref", Self.reference + "vendor", commit)
        return commit
    }

    /// `main` with what the owner has not committed, as a commit that no branch has.
    private func ownersCommit(_ head: String) async throws -> String {
        let tree = try await repository.ownersTree(in: scratch)
        let git = repository.git
        if try await git.line("rev-parse", "\(head)^{tree}") == tree { return head }
        machine.note("What is not committed in \(machine.paths.source) is committed with the merge.")
        let commit = try await repository.commit(
            tree, [head], "The owner's changes before \(machine.plan.app.version)", git)
        try await git.run("update-ref", Self.reference + "owners", commit)
        return commit
    }

    /// A path that the merge adds and at which the owner has something that is in no commit.
    private func ignoredFile(between owners: String, and merged: String) async throws -> String? {
        let added = try await repository.git.paths(
            "diff-tree", "-r", "-z", "--name-only", "--no-renames", "--diff-filter=A", owners, merged)
        return added.first { path in
            let live = "\(machine.paths.source)/\(path)"
            if machine.files.exists(live) || machine.files.isLink(live) { return true }
            // A file where the release has a folder.
            return path.indices.filter { path[$0] == "/" }.contains { slash in
                let folder = "\(machine.paths.source)/\(path[..<slash])"
                let isThere = machine.files.exists(folder) || machine.files.isLink(folder)
                return isThere && !machine.files.isFolder(folder)
            }
        }
    }

    /// Folders that became the owner's with this release, where the owner has none.
    private func layDownOwn(_ tree: SourceTree, _ release: String, _ owners: String, _ work: Git) async throws {
        let known = machine.installedPlan?.source?.own ?? []
        for folder in tree.own where !known.contains(folder) {
            if try await work.succeeds("rev-parse", "--verify", "--quiet", "\(owners):\(folder)") { continue }
            let target = "\(self.tree)/\(folder)"
            let parent = String(target[..<(target.lastIndex(of: "/") ?? target.startIndex)])
            try Files(.system).createFolderIfMissing(parent)
            let copy = try await Command("cp", ["--archive", "\(release)/\(folder)", parent + "/"]).run()
            guard copy.succeeded else {
                throw Failure(.unavailable, "\(folder) cannot be laid down", details: copy.lastLines.suffix(3))
            }
            try await work.run("add", "--all", "--force", "--", folder)
        }
    }

    /// Removes the merged files when they have been built. What was merged is kept in the repository.
    package func endBuild() async throws {
        if repository.exists {
            // Twice: one that was cut off while Git made it is locked.
            _ = try await repository.git.ask("worktree", "remove", "--force", "--force", tree)
        }
        try machine.files.removeTree(scratch)
        if repository.exists { _ = try await repository.git.ask("worktree", "prune") }
    }

    /// Forgets a merge that has been taken over, or that was not.
    package func forget() async throws {
        try machine.files.remove(path)
        try await endBuild()
    }

    // MARK: The switch

    /// Whether the merged source is to take the place of the one in use.
    ///
    /// - Throws: ``Failure`` if the owner has changed anything since the merge.
    package func isDue() async throws -> Bool {
        guard let tree = machine.plan.source, try await !repository.isOf(tree) else { return false }
        guard let record = try record(), record.source == tree.sha256 else {
            throw Failure(
                .unavailable, "the source of \(machine.plan.app.version) is not merged",
                help: "run `sudo \(machine.command) update` again; nothing was changed")
        }
        try await requireSound()
        let git = repository.git
        let now = try await repository.ownersTree(in: scratch)
        guard try await git.line("rev-parse", SourceRepository.main) == record.head,
            try await git.line("rev-parse", "\(record.owners)^{tree}") == now
        else {
            throw Failure(
                .unavailable, "something in \(machine.paths.source) was changed since it was merged",
                help: "run `sudo \(machine.command) update` again, which merges that too; nothing was changed")
        }
        return true
    }

    /// Makes a copy of the source in use the merged one.
    ///
    /// - Parameter copy: Of this computer, with its `.git`.
    package func turn(_ copy: String) async throws {
        guard let record = try record() else { throw Failure(.internalError, "there is no merged source") }
        let git = Git(folder: copy)
        // It may have marks of files at which Git does not look.
        try Files(.system).remove("\(copy)/.git/index")
        try await git.run("update-ref", SourceRepository.main, record.owners)
        try await git.run("reset", "--quiet", "--mixed", record.owners)
        try await git.run("reset", "--quiet", "--hard", record.merged)
        try await git.run("update-ref", SourceRepository.vendor, record.vendor)
    }
}
