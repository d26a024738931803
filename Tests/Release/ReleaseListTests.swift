import Testing

@testable import Release

@Suite struct ReleaseListTests {
    let release: SignedRelease

    init() throws { release = try SignedRelease() }

    @Test func whatIsWrittenIsRead() throws {
        let bytes = try release.list.encoded()
        #expect(try ReleaseList(reading: bytes) == release.list)
        #expect(bytes == (try ReleaseList(reading: bytes).encoded()))
    }

    @Test func aLaterFormatSaysWhatToDo() throws {
        let refusal = ReleaseRefusal.of { () throws(ReleaseRefusal) in
            _ = try ReleaseList(reading: Array(#"{"format": 2, "surprise": []}"#.utf8))
        }
        #expect(refusal == .newerFormat(2))
        #expect(refusal?.description.contains("needs a newer Landfall") == true)
    }

    static let breakages: [(String, @Sendable (inout ReleaseList) -> Void)] = [
        ("a path", { $0.files[0].name = "../etc/passwd" }),
        ("a folder", { $0.files[0].name = "a/b" }),
        ("a hidden file", { $0.files[0].name = ".bashrc" }),
        ("an option", { $0.files[0].name = "-rf" }),
        ("a shell's word", { $0.files[0].name = "a$(id)" }),
        ("a name twice", { $0.files.append($0.files[0]) }),
        ("a program with a file's name", { $0.programs[0].name = $0.files[0].name }),
        ("a program's size", { $0.programs[0].size = -1 }),
        ("a negative size", { $0.files[0].size = -1 }),
        ("a short digest", { $0.files[0].sha256 = "abc" }),
        ("a digest in capitals", { $0.files[0].sha256 = String(repeating: "A", count: 64) }),
        ("an image's digest", { $0.images[0].digest = "latest" }),
        ("a platform's digest", { $0.images[0].configurations["linux/arm64"] = "sha256:x" }),
        ("a version", { $0.version = "../1" }),
        ("a stop", { $0.stops = ["$(id)"] }),
        ("a minimum", { $0.minimumFrom = "" }),
        ("a time", { $0.expires = "tomorrow" }),
        ("an expiry before the start", { $0.expires = "2025-01-01T00:00:00Z" }),
        ("a key", { $0.keys = ["RWQ"] }),
        ("many keys", { $0.keys = Array(repeating: $0.keys[0], count: 5) }),
        ("a name", { $0.name = "Echora" }),
        ("a channel", { $0.channel = "a b" }),
        ("a size over the limit", { $0.changes[0].text = String(repeating: "x", count: ReleaseList.limit) }),
    ]

    @Test(arguments: breakages.indices) func brokenListsAreRefused(_ index: Int) throws {
        let (name, breakIt) = Self.breakages[index]
        var list = release.list
        breakIt(&list)
        let bytes = try list.encoded()
        let refusal = ReleaseRefusal.of { () throws(ReleaseRefusal) in _ = try ReleaseList(reading: bytes) }
        guard case .damagedList = refusal else {
            Issue.record("\(name): \(refusal?.description ?? "was read")")
            return
        }
    }
}
