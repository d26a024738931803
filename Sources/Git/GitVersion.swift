import Foundation
import Release

/// The version of a folder's files, as Git knows it. The same commit gives the same version.
public struct GitVersion: Equatable, Sendable {
    /// The tag of the commit without its `v`; else the last tag before it, or 0.0.0, with the commit's time (UTC) and
    /// name: `1.4.0+20260102.030405.9cf33a2b1c2d`. So a commit is newer than the tag before it and older than the next.
    public var version: String
    /// When the commit was made, in seconds since 1970.
    public var date: Int

    /// - Parameter folder: Where app.yaml is.
    /// - Throws: ``GitError``.
    public init(of folder: String) throws(GitError) {
        let git = Git(folder: folder)
        guard try git.run(["rev-parse", "--is-inside-work-tree"])?.first == "true" else {
            throw try git.complains(of: "dubious ownership") ? .othersRepository : .noRepository
        }
        guard let commit = try git.run(["rev-parse", "--verify", "--quiet", "HEAD"])?.first else { throw .noCommit }
        let changed = try git.changedFiles()
        guard changed.isEmpty else { throw .changed(changed) }
        guard let time = try git.run(["log", "-1", "--format=%ct", "HEAD"])?.first.flatMap({ Int($0) }) else {
            throw .noCommit
        }
        date = time
        let tags = try git.run(["tag", "--points-at", "HEAD"]) ?? []
        if let tag = tags.compactMap(Self.version).max(by: { ReleaseVersion($0) < ReleaseVersion($1) }) {
            version = tag
            return
        }
        // Without the history, the last tag would depend on how much of it was fetched.
        guard try git.run(["rev-parse", "--is-shallow-repository"])?.first == "false" else { throw .shallow }
        let earlier = try git.run(["tag", "--merged", "HEAD"]) ?? []
        let last = earlier.compactMap(Self.version).max { ReleaseVersion($0) < ReleaseVersion($1) }
        // Not Git's own short name, whose length depends on what else the repository holds.
        let base = last.map { $0.split(separator: "+").first.map(String.init) ?? $0 } ?? "0.0.0"
        version = "\(base)+\(Self.stamp(time)).\(commit.prefix(12))"
    }

    /// The version that a tag names; nil where it names none, such as `2026-11-27-nightly`: what has a hyphen has a dot
    /// before it.
    private static func version(_ tag: String) -> String? {
        let text = tag.first == "v" ? tag.dropFirst() : tag[...]
        guard text.first?.isNumber == true, text.utf8.count <= 40,
            text.utf8.allSatisfy({
                (0x30...0x39).contains($0) || (0x41...0x5a).contains($0 & 0xdf) || ".+_-".utf8.contains($0)
            })
        else { return nil }
        let number = text.prefix { $0.isNumber || $0 == "." }
        guard number.contains(".") || number.count == text.count else { return nil }
        return String(text)
    }

    private static func stamp(_ seconds: Int) -> String {
        var time = time_t(seconds)
        var parts = tm()
        gmtime_r(&time, &parts)
        var text = [CChar](repeating: 0, count: 32)
        let count = strftime(&text, text.count, "%Y%m%d.%H%M%S", &parts)
        return String(decoding: text.prefix(count).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}

/// Why Git gives no version.
public enum GitError: Error, Equatable, CustomStringConvertible {
    case notInstalled
    case noRepository
    /// It belongs to another user, and Git reads nothing of it.
    case othersRepository
    /// There is a repository, and Git does not read it.
    ///
    /// - Parameter words: Git's own.
    case unreadable(words: String)
    case noCommit
    case shallow
    /// Files that are not as the commit has them, by their paths in the repository.
    case changed([String])

    public var description: String {
        switch self {
        case .notInstalled: "`git` is not installed, so it cannot give the version"
        case .noRepository: "app.yaml is in no Git repository, so Git cannot give its version"
        case .othersRepository: "the Git repository belongs to another user, so Git does not give its version"
        case .unreadable(let words): "Git does not read the repository here\(words.isEmpty ? "" : ": \(words)")"
        case .noCommit: "the Git repository has no commit, so Git cannot give the version"
        case .shallow: "the Git repository has only a part of its history, so Git cannot give the last tag"
        case .changed(let files):
            "\(files.count == 1 ? "a file is" : "\(files.count) files are") not as the commit has "
                + "\(files.count == 1 ? "it" : "them"): "
                + files.prefix(10).joined(separator: ", ") + (files.count > 10 ? " and more" : "")
        }
    }

    public var help: String {
        switch self {
        case .notInstalled: "install git, or write the version itself, such as `version: 1.4.0`"
        case .noRepository: "run it in a clone, or write the version itself, such as `version: 1.4.0`"
        case .othersRepository:
            "run it as the repository's owner, or let Git trust it: `git config --global --add safe.directory FOLDER`"
        case .unreadable:
            "`git status` has to work here; in a container, the folder that `.git` names has to be there too"
        case .noCommit: "commit first, or write the version itself, such as `version: 1.4.0`"
        case .shallow: "run `git fetch --unshallow --tags`; in GitHub Actions, give actions/checkout `fetch-depth: 0`"
        case .changed: "commit them, or list in .gitignore what belongs to no release, such as dist"
        }
    }
}

/// The program, in one folder.
struct Git {
    let folder: String

    /// The lines that it prints; nil where it fails.
    func run(_ arguments: [String]) throws(GitError) -> [String]? {
        try output(arguments)?.split(separator: 0x0a).map { String(decoding: $0, as: UTF8.self) }
    }

    /// The paths that it prints, each with a zero byte behind it; none where it fails.
    func files(_ arguments: [String]) throws(GitError) -> [String] {
        try listing(arguments) ?? []
    }

    /// The same; nil where it fails.
    func listing(_ arguments: [String]) throws(GitError) -> [String]? {
        try output(arguments)?.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
    }

    /// What it says where it fails; empty where it does not.
    func complaint(of arguments: [String]) throws(GitError) -> String {
        let (status, text) = try answer(arguments, errorsToo: true)
        let lines = String(decoding: text, as: UTF8.self).split(separator: "\n")
        return status == 0 ? "" : lines.first { $0.hasPrefix("fatal: ") }.map { String($0.dropFirst(7)) } ?? "no reason"
    }

    /// Whether there is a repository here or above, sound or not.
    var hasRepository: Bool {
        var place = URL(fileURLWithPath: folder).standardizedFileURL.resolvingSymlinksInPath()
        while true {
            if (try? FileManager.default.attributesOfItem(atPath: place.appendingPathComponent(".git").path)) != nil {
                return true
            }
            let above = place.deletingLastPathComponent()
            if above.path == place.path { return false }
            place = above
        }
    }

    /// Files that are changed anywhere in the repository, and new ones in the folder. An empty folder is no file.
    func changedFiles() throws(GitError) -> [String] {
        let tracked = try files(["diff", "--name-only", "-z", "HEAD"])
        let listing = ["--others", "--exclude-standard", "--directory", "--no-empty-directory", "--full-name", "-z"]
        return try tracked + files(["ls-files"] + listing)
    }

    /// Whether it refuses to read the repository, with these words.
    func complains(of words: String) throws(GitError) -> Bool {
        let (_, text) = try answer(["rev-parse", "--git-dir"], errorsToo: true)
        return String(decoding: text, as: UTF8.self).contains(words)
    }

    private static let ofHooks = [
        "GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_OBJECT_DIRECTORY", "GIT_COMMON_DIR",
    ]

    private func output(_ arguments: [String]) throws(GitError) -> [UInt8]? {
        let (status, output) = try answer(arguments)
        return status == 0 ? output : nil
    }

    private func answer(_ arguments: [String], errorsToo: Bool = false) throws(GitError) -> (status: Int32, [UInt8]) {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["git", "-C", folder] + arguments
        var environment = ProcessInfo.processInfo.environment
        environment["LC_ALL"] = "C"
        environment["GIT_OPTIONAL_LOCKS"] = "0"
        // Those that Git gives its hooks are about another folder.
        for name in Self.ofHooks { environment[name] = nil }
        process.environment = environment
        process.standardInput = FileHandle.nullDevice
        let pipe = Pipe()
        process.standardError = errorsToo ? pipe : FileHandle.nullDevice
        process.standardOutput = pipe
        do {
            try process.run()
        } catch {
            throw .notInstalled
        }
        let data = (try? pipe.fileHandleForReading.readToEnd()) ?? Data()
        process.waitUntilExit()
        if process.terminationStatus == 127 { throw .notInstalled }
        return (process.terminationStatus, [UInt8](data))
    }
}
