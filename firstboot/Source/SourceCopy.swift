import Host
import Installation

/// A copy of the owner's source for a backup: a Git bundle of the branches, and of what is committed nowhere.
package struct SourceCopy {
    private let machine: Machine

    package init(_ machine: Machine) { self.machine = machine }

    package static let name = "source.bundle"

    /// What is checked out, with what is not committed.
    private static let work = "refs/landfall/backup"

    /// - Parameter file: Of this computer. There is none where the machine has no source.
    /// - Throws: ``Failure`` if Git cannot tell what is in it. What is committed is in the file nevertheless, where that can be.
    package func write(to file: String) async throws {
        let repository = SourceRepository(machine)
        guard repository.exists else { return }
        try await SourceRepository.requireGit(machine)
        let git = repository.git
        let head = try await git.line("rev-parse", "HEAD")
        let scratch = "\(machine.paths.state)/source-backup"
        defer { try? machine.files.removeTree(scratch) }
        var (commit, failure) = (head, Failure?.none)
        do {
            let tree = try await repository.ownersTree(in: scratch)
            if try await git.line("rev-parse", "HEAD^{tree}") != tree {
                commit = try await repository.commit(tree, [head], "What was not committed", git)
            }
        } catch { failure = Failure(error) }
        try await git.run("update-ref", Self.work, commit)
        try await git.run(["bundle", "create", "--quiet", file, "--branches", Self.work])
        if let failure { throw failure }
    }
}
