/// Which of a folder's files Git has.
public struct GitFiles: Equatable, Sendable {
    /// Relative to the folder, sorted.
    public var tracked: [String]
    /// Those that are neither tracked nor ignored.
    public var new: [String]

    /// - Parameters:
    ///   - folder: In a repository.
    ///   - paths: Files and folders in it to look at, with all that is below them.
    /// - Throws: ``GitError/noRepository``, ``GitError/othersRepository`` or ``GitError/notInstalled``.
    public init(of folder: String, at paths: [String]) throws(GitError) {
        let git = Git(folder: folder)
        guard try git.run(["rev-parse", "--is-inside-work-tree"])?.first == "true" else {
            throw try git.complains(of: "dubious ownership") ? .othersRepository : .noRepository
        }
        tracked = try Self.list(["--cached"], git, paths)
        new = try Self.list(["--others", "--exclude-standard"], git, paths)
    }

    private static func list(_ choice: [String], _ git: Git, _ paths: [String]) throws(GitError) -> [String] {
        if paths.isEmpty { return [] }
        return try git.files(["--literal-pathspecs", "ls-files", "-z"] + choice + ["--"] + paths).sorted()
    }
}
