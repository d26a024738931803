import Foundation
import Installation
import TestSupport
import Testing

@testable import Source

/// Releases of an app's source and the changes of its owner, with Git itself.
@Suite struct SourceMergeTests {
    private let first = [
        "apps/api/main.js": "one\ntwo\nthree\nfour\nfive\n", "apps/api/run*": "#!/bin/sh\n",
        "apps/web/page.html": "<p>\n",
        "shared/a.txt": "a\n", "shared/windows.txt": "one\r\ntwo\r\n", "shared/picture.bin": "\u{0}\u{1}picture",
        ".gitattributes": "* text=auto\n", ".gitignore": "*.log\n", "agents/README.md": "Put agents here.\n",
    ]

    @Test func aReleaseIsOnVendorAndTheOwnersFoldersAreOnMain() async throws {
        let machine = try SourceMachine()
        let (computer, file) = try machine.release("1.0.0", first, own: ["agents"])
        try await SourceRepository(computer).layDown(file)
        #expect(try machine.owner("branch", "--show-current") == "main\n")
        #expect(try machine.owner("log", "--format=%s", "vendor") == "Demo 1.0.0\n")
        #expect(try !machine.owner("ls-tree", "-r", "--name-only", "vendor").contains("agents"))
        #expect(try machine.owner("ls-files").contains("agents/README.md"))
        #expect(try machine.owner("status", "--porcelain") == "")
        #expect(try machine.read("shared/windows.txt") == "one\r\ntwo\r\n")
        #expect(try machine.sh("stat -c %a root/opt/demo/src/apps/api/run") == "755\n")
        // Done again it changes nothing.
        let before = try machine.state()
        try await SourceRepository(computer).layDown(file)
        #expect(try machine.state() == before)
        let other = try machine.release("1.1.0", ["shared/a.txt": "b\n"], own: ["agents"])
        await #expect(throws: Failure.self) { try await SourceRepository(other.0).layDown(other.1) }
    }

    @Test func whatBothSidesHaveDoneIsInTheMergedSource() async throws {
        let machine = try SourceMachine()
        let (computer, file) = try machine.release("1.0.0", first, own: ["agents"])
        try await SourceRepository(computer).layDown(file)
        // The owner: an edit that is committed, and others that are not.
        try machine.write("apps/api/main.js", "one\ntwo\nthree\nfour\nFIVE\n")
        try machine.write("agents/mine.js", "mine\n")
        try machine.owner("add", ".")
        try machine.owner("commit", "-q", "-m", "Mine")
        try machine.write("apps/web/extra.html", "extra\n")
        try machine.write("agents/README.md", "My own words.\n")
        try machine.write("build.log", "noise\n")
        try FileManager.default.removeItem(atPath: machine.source + "/shared/a.txt")
        // The release: an edit elsewhere in the same file, one renamed, one deleted, one binary, one with CRLF.
        var next = first
        next["apps/api/main.js"] = "ONE\ntwo\nthree\nfour\nfive\n"
        next["apps/web/page.html"] = nil
        next["apps/web/index.html"] = "<p>\n"
        next["shared/windows.txt"] = "one\r\ntwo\r\nthree\r\n"
        next["shared/picture.bin"] = "\u{0}\u{2}another"
        next["agents/README.md"] = "Other words.\n"
        next["agents/example.js"] = "example\n"
        let before = try machine.state()
        let second = try machine.release("1.1.0", next, own: ["agents"])
        let merge = SourceMerge(second.0)
        try await merge.run(second.1)
        // What was merged is beside it, and nothing of the owner's is another one.
        #expect(
            try String(contentsOfFile: merge.tree + "/apps/api/main.js", encoding: .utf8)
                == "ONE\ntwo\nthree\nfour\nFIVE\n")
        try await merge.endBuild()
        #expect(try machine.state() == before)

        try await machine.update(second)
        #expect(try machine.read("apps/api/main.js") == "ONE\ntwo\nthree\nfour\nFIVE\n")
        #expect(machine.exists("apps/web/index.html") && !machine.exists("apps/web/page.html"))
        #expect(machine.exists("apps/web/extra.html") && !machine.exists("shared/a.txt"))
        #expect(try machine.read("shared/windows.txt") == "one\r\ntwo\r\nthree\r\n")
        #expect(try machine.read("shared/picture.bin") == "\u{0}\u{2}another")
        #expect(try machine.read("agents/README.md") == "My own words.\n")
        #expect(machine.exists("agents/mine.js") && !machine.exists("agents/example.js"))
        #expect(try machine.read("build.log") == "noise\n")
        #expect(try machine.owner("status", "--porcelain") == "")
        #expect(try machine.owner("log", "--format=%s", "vendor") == "Demo 1.1.0\nDemo 1.0.0\n")
        #expect(try machine.owner("log", "-1", "--format=%s", "main") == "Merge Demo 1.1.0\n")
        #expect(try await SourceRepository(second.0).isOf(#require(second.0.plan.source)))
        #expect(try await !SourceMerge(second.0).isDue())
    }

    @Test func aConflictNamesBothSidesAndChangesNothing() async throws {
        let machine = try SourceMachine()
        let (computer, file) = try machine.release("1.0.0", first)
        try await SourceRepository(computer).layDown(file)
        try machine.write("apps/api/main.js", "mine\ntwo\nthree\nfour\nfive\n")
        try machine.write("shared/picture.bin", "\u{0}\u{3}mine")
        try machine.write("shared/a.txt", "mine\n")
        try FileManager.default.removeItem(atPath: machine.source + "/shared/windows.txt")
        var next = first
        next["apps/api/main.js"] = "theirs\ntwo\nthree\nfour\nfive\n"
        next["shared/picture.bin"] = "\u{0}\u{2}theirs"
        next["shared/a.txt"] = nil
        next["shared/windows.txt"] = "one\r\ntheirs\r\n"
        let before = try machine.state()
        let second = try machine.release("1.1.0", next)
        let failure = await #expect(throws: Failure.self) { try await SourceMerge(second.0).run(second.1) }
        let said = failure?.details ?? []
        #expect(failure?.code == .invalidInput)
        #expect(
            said == [
                "apps/api/main.js", "  yours: changed, 1 lines added and 1 removed",
                "  the release's: changed, 1 lines added and 1 removed",
                "shared/a.txt", "  yours: changed, 1 lines added and 1 removed", "  the release's: deleted or renamed",
                "shared/picture.bin", "  yours: changed, and it is no text",
                "  the release's: changed, and it is no text",
                "shared/windows.txt", "  yours: deleted or renamed",
                "  the release's: changed, 1 lines added and 1 removed",
            ])
        #expect(try machine.state() == before)

        // The owner puts it right as the help says, and the update goes on.
        try machine.owner("add", "--all")
        try machine.owner("commit", "-q", "-m", "Mine")
        try machine.sh(
            "cd root/opt/demo/src; git -c user.name=O -c user.email=o@e merge refs/landfall/vendor && exit 1; exit 0")
        await #expect(throws: Failure.self) { try await SourceMerge(second.0).run(second.1) }
        try machine.write("apps/api/main.js", "both\n")
        try machine.owner("checkout", "-q", "--ours", "shared/picture.bin")
        try machine.owner("add", "--all")
        try machine.owner("commit", "-q", "-m", "Put right")
        try await machine.update(second)
        #expect(try machine.read("apps/api/main.js") == "both\n")
        #expect(try machine.owner("log", "-1", "--format=%s", "vendor") == "Demo 1.1.0\n")
    }

    @Test func whatWasCutOffIsDoneAnew() async throws {
        let machine = try SourceMachine()
        let (computer, file) = try machine.release("1.0.0", first)
        try await SourceRepository(computer).layDown(file)
        try machine.write("apps/api/main.js", "one\ntwo\nthree\nfour\nFIVE\n")
        var next = first
        next["shared/a.txt"] = "b\n"
        let second = try machine.release("1.1.0", next)
        let merge = SourceMerge(second.0)
        // Nothing after the merge was done, and its worktree is left.
        try await merge.run(second.1)
        try await merge.run(second.1)
        try await merge.endBuild()
        // An edit after the merge is not lost: the update has to begin again.
        try machine.write("apps/web/late.html", "late\n")
        await #expect(throws: Failure.self) { _ = try await merge.isDue() }
        try await machine.update(second)
        #expect(try machine.read("shared/a.txt") == "b\n")
        #expect(machine.exists("apps/web/late.html"))
    }

    @Test func whatTheOwnerHasToEndFirstIsRefused() async throws {
        let machine = try SourceMachine()
        let (computer, file) = try machine.release("1.0.0", first)
        try await SourceRepository(computer).layDown(file)
        let second = try machine.release("1.1.0", first)
        try machine.owner("switch", "-q", "-c", "try")
        let other = await #expect(throws: Failure.self) { try await SourceMerge(second.0).run(second.1) }
        #expect(other?.message.contains("the branch try is checked out") == true)
        try machine.owner("switch", "-q", "main")
        try machine.owner("init", "-q", "tools")
        try machine.sh(
            "cd root/opt/demo/src/tools && touch x && git add x && git -c user.name=O -c user.email=o@e commit -qm x")
        let nested = await #expect(throws: Failure.self) { try await SourceMerge(second.0).run(second.1) }
        #expect(nested?.message.contains("src/tools is a Git repository of its own") == true)
        // Another archive than the plan's is refused.
        try machine.sh("echo x >x; gzip -n <x >releases/1.1.0/demo-source.tar.gz; rm -rf root/opt/demo/src/tools")
        let damaged = await #expect(throws: Failure.self) { try await SourceMerge(second.0).run(second.1) }
        #expect(damaged?.message.contains("is not the source of Demo 1.1.0") == true)
    }

    @Test func aFolderThatBecomesTheOwnersKeepsWhatTheOwnerHas() async throws {
        let machine = try SourceMachine()
        var files = first
        files["flows/one.json"] = "1\n"
        let (computer, file) = try machine.release("1.0.0", files)
        try await SourceRepository(computer).layDown(file)
        try machine.write("flows/one.json", "mine\n")
        var next = files
        next["flows/one.json"] = "theirs\n"
        next["new/README.md"] = "Yours.\n"
        try await machine.update(try machine.release("1.1.0", next, own: ["flows", "new"]))
        #expect(try machine.read("flows/one.json") == "mine\n")
        #expect(try machine.read("new/README.md") == "Yours.\n")
    }

    /// In no commit, so nothing could bring it back.
    @Test func whatTheOwnerHasGitIgnoreIsNotOverwritten() async throws {
        let machine = try SourceMachine()
        let (computer, file) = try machine.release("1.0.0", first)
        try await SourceRepository(computer).layDown(file)
        try machine.write("local.log", "mine\n")
        try machine.sh("mkdir root/opt/demo/src/cache.log && touch root/opt/demo/src/cache.log/mine")
        for (number, (path, brought)) in [
            ("local.log", "local.log"), ("cache.log", "cache.log"), ("local.log/a", "local.log/a"),
        ].enumerated() {
            var next = first
            next[path] = "theirs\n"
            let second = try machine.release("1.1.\(number)", next)
            let before = try machine.state()
            let failure = await #expect(throws: Failure.self) { try await SourceMerge(second.0).run(second.1) }
            #expect(
                failure?.message.contains(" brings \(brought), where you have") == true, "\(failure?.message ?? "")")
            #expect(try machine.state() == before)
        }
        try await machine.update(try machine.release("1.2.0", first.merging(["b.txt": "b\n"]) { $1 }))
        #expect(try machine.read("local.log") == "mine\n")
    }

    @Test func aWorktreeThatWasCutOffIsInNobodysWay() async throws {
        let machine = try SourceMachine()
        let (computer, file) = try machine.release("1.0.0", first)
        try await SourceRepository(computer).layDown(file)
        let second = try machine.release("1.1.0", first.merging(["b.txt": "b\n"]) { $1 })
        try await SourceMerge(second.0).run(second.1)
        // As Git leaves it.
        try machine.sh("echo initializing >root/opt/demo/src/.git/worktrees/tree/locked")
        try await machine.update(second)
        #expect(try machine.read("b.txt") == "b\n")
    }

    @Test func whatGitIsToldNotToLookAtIsMergedAllTheSame() async throws {
        let machine = try SourceMachine()
        let (computer, file) = try machine.release("1.0.0", first)
        try await SourceRepository(computer).layDown(file)
        try machine.owner("update-index", "--skip-worktree", "apps/api/main.js")
        try machine.owner("update-index", "--assume-unchanged", "shared/a.txt")
        try machine.write("apps/api/main.js", "one\ntwo\nthree\nfour\nFIVE\n")
        try machine.write("shared/a.txt", "mine\n")
        try await machine.update(
            try machine.release("1.1.0", first.merging(["apps/api/main.js": "ONE\ntwo\nthree\nfour\nfive\n"]) { $1 }))
        #expect(try machine.read("apps/api/main.js") == "ONE\ntwo\nthree\nfour\nFIVE\n")
        #expect(try machine.read("shared/a.txt") == "mine\n")
    }

    /// Docker keeps modes, and services that are not root read these files.
    @Test func aHardenedMaskIsNotThatOfTheFiles() async throws {
        let machine = try SourceMachine()
        let (computer, file) = try machine.release("1.0.0", first)
        try await SourceRepository(computer).layDown(file)
        let second = try machine.release("1.1.0", first.merging(["b.txt": "b\n"]) { $1 })
        let mask = umask(0o077)
        defer { umask(mask) }
        try await SourceMerge(second.0).run(second.1)
        let status = try FileManager.default.attributesOfItem(atPath: SourceMerge(second.0).tree + "/b.txt")
        #expect(status[.posixPermissions] as? Int == 0o644)
    }
}
