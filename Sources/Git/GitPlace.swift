import Foundation

/// Where a folder is in its repository.
public struct GitPlace: Equatable, Sendable {
    /// The repository's top folder, an absolute path without links.
    public var top: String
    /// The folder from there, with a slash at its end; empty for the top itself.
    public var prefix: String

    /// - Throws: ``GitError/noRepository``, ``GitError/othersRepository`` or ``GitError/notInstalled``.
    public init(of folder: String) throws(GitError) {
        let git = Git(folder: folder)
        guard let top = try git.run(["rev-parse", "--show-toplevel"])?.first else {
            throw try git.complains(of: "dubious ownership") ? .othersRepository : .noRepository
        }
        self.top = top
        prefix = try git.run(["rev-parse", "--show-prefix"])?.first ?? ""
    }
}
