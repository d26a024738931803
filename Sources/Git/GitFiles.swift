/// Which of a folder's files Git has.
public struct GitFiles: Equatable, Sendable {
    /// Relative to the folder, sorted.
    public var tracked: [String]
    /// Those that are neither tracked nor ignored.
    public var new: [String]
    /// Of the tracked ones, those that are not as the last commit has them.
    public var changed: [String]

    /// - Parameters:
    ///   - folder: In a repository.
    ///   - paths: Files and folders in it to look at, with all that is below them.
    /// - Throws: ``GitError/noRepository``, or where there is one ``GitError/othersRepository``,
    ///   ``GitError/unreadable(words:)`` or ``GitError/notInstalled``.
    public init(of folder: String, at paths: [String]) throws(GitError) {
        let git = Git(folder: folder)
        guard git.hasRepository else { throw .noRepository }
        let isInside = ["rev-parse", "--is-inside-work-tree"]
        guard try git.run(isInside)?.first == "true" else {
            throw try git.complains(of: "dubious ownership")
                ? .othersRepository : .unreadable(words: git.complaint(of: isInside))
        }
        tracked = try Self.list(["--cached"], git, paths)
        new = try Self.list(["--others", "--exclude-standard"], git, paths)
        // None where there is no commit yet.
        changed =
            paths.isEmpty
            ? []
            : try git.files(
                ["--literal-pathspecs", "diff", "--name-only", "--relative", "--no-ext-diff", "-z", "HEAD", "--"]
                    + paths)
    }

    private static func list(_ choice: [String], _ git: Git, _ paths: [String]) throws(GitError) -> [String] {
        if paths.isEmpty { return [] }
        let words = ["--literal-pathspecs", "ls-files", "-z"] + choice + ["--"] + paths
        // Such as where the index is damaged.
        guard let files = try git.listing(words) else { throw .unreadable(words: try git.complaint(of: words)) }
        return files.sorted()
    }
}
