import Foundation
import Release
import TestSupport
import Testing

@testable import Git

/// With Git itself, in repositories of the tests' own.
@Suite struct GitVersionTests {
    let folder = TemporaryFolder()
    let git: Tool

    init() throws { git = try #require(Tool("git")) }

    @discardableResult
    private func run(_ arguments: String..., in path: String? = nil, at date: String = "2026-01-02T03:04:05Z") throws
        -> String
    {
        let identity = ["-c", "user.name=A", "-c", "user.email=a@example.com", "-c", "init.defaultBranch=main"]
        let result = try git.run(
            identity + arguments, in: path ?? folder.path,
            environment: [
                "GIT_COMMITTER_DATE": date, "GIT_AUTHOR_DATE": date, "GIT_CONFIG_GLOBAL": "/dev/null",
                "GIT_CONFIG_SYSTEM": "/dev/null",
            ])
        #expect(result.status == 0, "\(result.output)")
        return result.output.trimmingCharacters(in: .whitespacesAndNewlines)
    }

    private func commit(_ text: String, at date: String = "2026-01-02T03:04:05Z") throws {
        try folder.write("app.yaml", text)
        try run("add", ".")
        try run("commit", "-q", "-m", text, at: date)
    }

    private func error(_ path: String? = nil) -> GitError? {
        do throws(GitError) {
            _ = try GitVersion(of: path ?? folder.path)
            return nil
        } catch {
            return error
        }
    }

    @Test func aTagIsTheVersionAndACommitComesAfterIt() throws {
        try run("init", "-q")
        try commit("one")
        let first = try run("rev-parse", "HEAD").prefix(12)
        let untagged = try GitVersion(of: folder.path)
        #expect(untagged.version == "0.0.0+20260102.030405.\(first)")
        #expect(untagged.date == 1_767_323_045)

        try run("tag", "v1.4.0-rc.1")
        try run("tag", "v1.4.0")
        try run("tag", "unrelated")
        #expect(try GitVersion(of: folder.path).version == "1.4.0")

        try commit("two", at: "2026-01-03T00:00:00+01:00")
        let second = try run("rev-parse", "HEAD").prefix(12)
        let after = try GitVersion(of: folder.path).version
        #expect(after == "1.4.0+20260102.230000.\(second)")
        #expect(ReleaseVersion("1.4.0") < ReleaseVersion(after) && ReleaseVersion(after) < ReleaseVersion("1.4.1"))

        // The same commit elsewhere is the same version; with a part of the history it would not be.
        let clone = TemporaryFolder()
        try run("clone", "-q", folder.path, clone.file("all"))
        #expect(try GitVersion(of: clone.file("all")).version == after)
        try run("clone", "-q", "--depth=1", "file://\(folder.path)", clone.file("shallow"))
        #expect(error(clone.file("shallow")) == .shallow)
    }

    /// The tag of each night is nearer than the release that was before it.
    @Test func aTagThatIsADateIsNoVersion() throws {
        try run("init", "-q")
        try commit("one")
        try run("tag", "v1.4.0")
        try commit("two")
        let second = try run("rev-parse", "HEAD").prefix(12)
        try run("tag", "2026-11-27-nightly")
        try run("tag", "2026-11-27")
        #expect(try GitVersion(of: folder.path).version == "1.4.0+20260102.030405.\(second)")
    }

    @Test(.enabled(if: geteuid() == 0)) func aRepositoryOfAnotherUserIsCalledThat() throws {
        try run("init", "-q")
        try commit("one")
        for path in ["", "/.git"] { chown(folder.path + path, 65_534, 65_534) }
        #expect(error() == .othersRepository)
    }

    @Test func changedFilesAreNamed() throws {
        try run("init", "-q")
        try commit("one")
        try folder.write("app.yaml", "changed")
        #expect(error() == .changed(["app.yaml"]))
        try run("add", ".")
        #expect(error() == .changed(["app.yaml"]))
        try run("checkout", "-q", "HEAD", "--", ".")
        #expect(error() == nil)
        try FileManager.default.createDirectory(
            atPath: folder.file("dist/demo"), withIntermediateDirectories: true)
        #expect(error() == nil, "an empty folder is in no commit")
        try folder.write("dist/demo/SHA256SUMS", "")
        #expect(error() == .changed(["dist/"]))
        try folder.write(".git/info/exclude", "dist\n")
        #expect(error() == nil)
    }

    @Test func withoutARepositoryOrCommitThereIsNone() throws {
        #expect(error() == .noRepository)
        try run("init", "-q")
        #expect(error() == .noCommit)
    }
}
