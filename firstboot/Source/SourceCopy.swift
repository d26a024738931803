import Host
import Installation

/// A copy of the owner's source for a backup: a Git bundle of the branches, and of what is committed nowhere.
package struct SourceCopy {
    private let machine: Machine

    package init(_ machine: Machine) { self.machine = machine }

    package static let name = "source.bundle"

    /// What is checked out, with what is not committed.
    private static let work = "refs/landfall/backup"

    /// - Parameter file: Of this computer.
    /// - Returns: Whether there is a source to copy.
    /// - Throws: ``Failure`` if Git cannot tell what is in it.
    @discardableResult package func write(to file: String) async throws -> Bool {
        let repository = SourceRepository(machine)
        guard repository.exists else { return false }
        try await SourceRepository.requireGit(machine)
        let scratch = "\(machine.paths.state)/source-backup"
        defer { try? machine.files.removeTree(scratch) }
        let tree = try await repository.ownersTree(in: scratch)
        let git = repository.git
        let head = try await git.line("rev-parse", "HEAD")
        let isSame = try await git.line("rev-parse", "HEAD^{tree}") == tree
        let commit = isSame ? head : try await repository.commit(tree, [head], "What was not committed", git)
        try await git.run("update-ref", Self.work, commit)
        try await git.run(["bundle", "create", "--quiet", file, "--branches", Self.work])
        return true
    }
}
