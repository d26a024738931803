import Plan
import Release
import TestSupport
import Testing

@testable import Publishing

@Suite struct ReleaseDraftTests {
    var draft: ReleaseDraft

    init() throws {
        var source = Release(url: "https://example.com")
        source.keys = [try Minisign.SecretKey.make().publicKey.line]
        draft = ReleaseDraft(
            app: App(name: "demo", title: "Demo", version: "1.5.0"), source: source, created: 1_767_323_045,
            lifetime: 86_400)
        draft.files = ["b", "a"].map { .init(name: $0, size: 1, sha256: String(repeating: "a", count: 64)) }
    }

    @Test func theSameDraftGivesTheSameBytes() throws {
        let (list, problems) = draft.list(changelog: nil, notes: "- New", archives: nil)
        #expect(problems.isEmpty)
        #expect(list.created == "2026-01-02T03:04:05Z" && list.expires == "2026-01-03T03:04:05Z")
        #expect(list.files.map(\.name) == ["a", "b"])
        #expect(try ReleaseList(reading: list.encoded()) == list)
        var turned = draft
        turned.files.reverse()
        #expect(try turned.list(changelog: nil, notes: "- New", archives: nil).list.encoded() == list.encoded())
    }

    @Test func everyImageNeedsADigest() throws {
        var draft = draft
        let digest = "sha256:" + String(repeating: "b", count: 64)
        draft.images = ["postgres:17", "caddy:2@\(digest)", "postgres:17"]
        let (list, problems) = draft.list(changelog: nil, notes: "", archives: nil)
        #expect(problems == [.noDigest("postgres:17")])
        #expect(list.images.map(\.digest) == [digest, nil])
    }

    /// As `docker save` of Docker 29 writes it.
    @Test(arguments: ["cf", "czf"]) func archivesGiveDigests(_ options: String) throws {
        let folder = TemporaryFolder()
        let config = #"{"architecture":"amd64","os":"linux","config":{}}"#
        let digest = "5eb5ff16c0ba5ae27f2bb4a0b0f0bd9aec0f4e1e4ad9d3c8d2f1c3bd1e1e7fb1"
        let real = try #require(
            try Tool("sh")?.run(["-c", "printf %s '\(config)' | sha256sum | cut -c1-64"]).output.prefix(64))
        try folder.write("in/blobs/sha256/\(real)", config)
        let manifest = { (name: String) in
            #"[{"Config":"blobs/sha256/\#(name)","RepoTags":["postgres:17","ghcr.io/a/b:1"],"Layers":[]}]"#
        }
        try folder.write("in/manifest.json", manifest(String(real)))
        let tar = try #require(Tool("tar"))
        #expect(try tar.run([options, folder.file("all.tar"), "-C", folder.file("in"), "."]).status == 0)
        try folder.write("other.txt", "")
        // Names in archives of `docker save` have no `./` before them.
        #expect(
            try tar.run([options, folder.file("all.tar"), "-C", folder.file("in"), "manifest.json", "blobs"]).status
                == 0)
        let archives = try ImageArchives(folder.path)
        #expect(archives.configurations(of: "docker.io/library/postgres:17") == ["linux/amd64": "sha256:\(real)"])
        #expect(archives.configurations(of: "ghcr.io/a/b:1").count == 1)
        #expect(archives.configurations(of: "postgres:16").isEmpty)

        try folder.write("in/blobs/sha256/\(digest)", config)
        try folder.write("in/manifest.json", manifest(digest))
        #expect(
            try tar.run([options, folder.file("all.tar"), "-C", folder.file("in"), "manifest.json", "blobs"]).status
                == 0)
        #expect(throws: ImageArchiveError.self) { try ImageArchives(folder.path) }
        try folder.write("all.tar", "no archive")
        #expect(throws: ImageArchiveError.self) { try ImageArchives(folder.path) }
    }

    @Test func missingNotesAreSaid() throws {
        let problems = draft.list(changelog: Changelog("## 1.4.0\n- Old"), notes: nil, archives: nil).problems
        #expect(problems == [.noChange("1.5.0", hasChangelog: true)])
        #expect(!problems[0].isError)
    }
}
