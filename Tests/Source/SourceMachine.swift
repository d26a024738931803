import Foundation
import Installation
import Plan
import Stamp
import TestSupport
import Testing

@testable import Source

/// A machine in a folder that gets releases of an app's source, with Git itself.
struct SourceMachine {
    let folder = TemporaryFolder()
    private let git: Tool
    private let shell: Tool

    init() throws {
        git = try #require(Tool("git"))
        shell = try #require(Tool("sh"))
    }

    var source: String { folder.file("root/opt/demo/src") }

    /// Makes a release's archive.
    ///
    /// - Parameter files: Their content; one whose path ends with `*` is executable.
    func release(_ version: String, _ files: [String: String], own: [String] = []) throws -> (Machine, SourceFile) {
        let place = "releases/\(version)"
        for (path, text) in files {
            let bare = path.hasSuffix("*") ? String(path.dropLast()) : path
            try folder.write("\(place)/demo/\(bare)", text)
            if bare != path { try sh("chmod 755 '\(place)/demo/\(bare)'") }
        }
        try sh(
            "cd \(place) && tar --create --owner=0 --group=0 --file t.tar demo && gzip -n <t.tar >demo-source.tar.gz")
        let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: folder.file("\(place)/t.tar"))))
        var plan = Plan(
            app: App(name: "demo", title: "Demo", version: version), provider: "generic",
            stack: Stack(project: "demo", composeFile: "compose.yaml", files: []))
        plan.source = SourceTree(sha256: SHA256.hex(bytes), size: bytes.count, own: own, builds: [])
        let machine = Machine(plan, root: folder.file("root"))
        return (machine, SourceFile(machine, from: folder.file(place)))
    }

    @discardableResult func sh(_ script: String) throws -> String {
        let result = try shell.run(["-ec", script], in: folder.path)
        try #require(result.status == 0, "\(script): \(result.output)")
        return result.output
    }

    /// Git in the source, as the owner.
    @discardableResult func owner(_ words: String...) throws -> String {
        let identity = ["-c", "user.name=Owner", "-c", "user.email=owner@example.com"]
        let result = try git.run(
            identity + words, in: source,
            environment: ["GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_SYSTEM": "/dev/null"])
        try #require(result.status == 0, "\(words): \(result.output)")
        return result.output
    }

    func write(_ path: String, _ text: String) throws { try folder.write("root/opt/demo/src/\(path)", text) }
    func read(_ path: String) throws -> String { try folder.read("root/opt/demo/src/\(path)") }
    func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: "\(source)/\(path)") }

    /// All files of the source with their content, but for Git's, and where its branches are.
    func state() throws -> String {
        try sh(
            """
            cd root/opt/demo/src; find . -path ./.git -prune -o -type f -print | LC_ALL=C sort | while read -r f; do
                stat -c '%a %n' "$f"; sha256sum <"$f"; done
            git for-each-ref refs/heads; git status --porcelain; git symbolic-ref HEAD; git worktree list | wc -l
            """)
    }

    /// What an update does: the merge, and its switch in a copy that takes the place of what was in use.
    func update(_ release: (Machine, SourceFile)) async throws {
        let merge = SourceMerge(release.0)
        try await merge.run(release.1)
        try await merge.endBuild()
        try #require(try await merge.isDue())
        try sh("cp --archive root/opt/demo/src root/opt/demo/new")
        try await merge.turn(folder.file("root/opt/demo/new"))
        try sh(
            "mv root/opt/demo/src root/opt/demo/old && mv root/opt/demo/new root/opt/demo/src && rm -r root/opt/demo/old"
        )
        try await merge.forget()
    }
}
