import Foundation
import Host
import TestSupport
import Testing

/// Folders that others than root may write to.
@Suite struct BeneathTests {
    private let folder = TemporaryFolder()
    private var files: Files { Files(Root(folder.path)) }

    private func owner(_ path: String) -> Files.Owner? {
        var status = stat()
        return lstat(folder.file(path), &status) == 0 ? Files.Owner(user: status.st_uid, group: status.st_gid) : nil
    }

    private let app = Files.Owner(user: 1000, group: 1001)

    @Test(.enabled(if: geteuid() == 0, "only root gives files away"))
    func `a folder and its files get their owner and mode, and parents stay root's`() throws {
        try files.make([.init("/opt/demo/a/data", mode: 0o750, owner: app)], beneath: "/opt/demo")
        try files.write(
            [
                .init("/opt/demo/a/data/x", [1], mode: 0o600, owner: app), .init("/opt/demo/plain", [2], mode: 0o644),
                .init("/opt/demo/a/data/sub/y", [3], mode: 0o644),
            ], shared: ["/opt/demo/a/data"], beneath: "/opt/demo")
        #expect(owner("opt/demo/a/data") == app)
        #expect(mode(of: folder.file("opt/demo/a/data")) == 0o750)
        #expect(owner("opt/demo/a/data/x") == app)
        #expect(mode(of: folder.file("opt/demo/a/data/x")) == 0o600)
        #expect(owner("opt/demo/a") == Files.Owner(user: 0, group: 0))
        #expect(owner("opt/demo/plain") == Files.Owner(user: 0, group: 0))
        #expect(try folder.read("opt/demo/a/data/sub/y") == "\u{3}")
    }

    @Test(.enabled(if: geteuid() == 0, "only root gives files away"))
    func `what a container took for a user of its own stays theirs`() throws {
        try files.make([.init("/opt/demo/data", mode: 0o755, owner: app)], beneath: "/opt/demo")
        chown(folder.file("opt/demo/data"), 999, 999)
        chmod(folder.file("opt/demo/data"), 0o700)
        try files.make([.init("/opt/demo/data", mode: 0o755, owner: app)], beneath: "/opt/demo")
        #expect(owner("opt/demo/data") == Files.Owner(user: 999, group: 999))
        #expect(mode(of: folder.file("opt/demo/data")) == 0o700)
    }

    @Test func noLinkLeadsAWriteOut() throws {
        try folder.write("outside/file", "kept")
        try files.make([.init("/opt/demo/data", mode: 0o755)], beneath: "/opt/demo")
        symlink(folder.file("outside"), folder.file("opt/demo/data/sub"))
        #expect(throws: FileFailure.self) {
            try files.write(
                [.init("/opt/demo/data/sub/file", Array("gone".utf8), mode: 0o644)], shared: ["/opt/demo/data"],
                beneath: "/opt/demo")
        }
        #expect(try folder.read("outside/file") == "kept")
        #expect(throws: FileFailure.self) {
            try files.make([.init("/opt/demo/data/sub/new", mode: 0o755)], beneath: "/opt/demo")
        }
        #expect(folder.files == ["opt/demo/data/sub", "outside/file"] || !folder.files.contains("outside/new"))
        for path in ["/opt/demo/data/sub/file", "/opt/demo/data/sub"] {
            #expect(try files.read(path, beneath: "/opt/demo") == nil)
        }
        // A link in the file's own place is replaced.
        symlink(folder.file("outside/file"), folder.file("opt/demo/data/file"))
        #expect(try files.read("/opt/demo/data/file", beneath: "/opt/demo") == nil)
        try files.write(
            [.init("/opt/demo/data/file", Array("new".utf8), mode: 0o644)], shared: ["/opt/demo/data"],
            beneath: "/opt/demo")
        #expect(try folder.read("outside/file") == "kept")
        #expect(try files.read("/opt/demo/data/file", beneath: "/opt/demo") == Array("new".utf8))
    }
}
