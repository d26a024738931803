import Host
import Plan
import TestSupport
import Testing

@testable import ImageCheck

@Suite struct ImageStoreTests {
    @Test(arguments: [
        ("web", "web:latest", "docker.io/library/web:latest", false),
        ("web:1", "web:1", "docker.io/library/web:1", true),
        ("docker.io/library/web:1", "web:1", "docker.io/library/web:1", true),
        ("me/web:1", "me/web:1", "docker.io/me/web:1", true),
        ("localhost/web", "localhost/web:latest", "localhost/web:latest", false),
        ("ghcr.io:443/me/web:1", "ghcr.io:443/me/web:1", "ghcr.io:443/me/web:1", true),
        ("web:1@sha256:ab", "web@sha256:ab", "docker.io/library/web@sha256:ab", true),
    ]) func `names as the engine and containerd write them`(text: String, short: String, long: String, isPinned: Bool) {
        let name = ImageReference(text)
        #expect(name.familiar == short)
        #expect(name.canonical == long)
        #expect(name.isPinned == isPinned)
    }

    @Test func `the engine's data may lie elsewhere`() throws {
        let folder = TemporaryFolder()
        try folder.write("etc/docker/daemon.json", #"{"data-root": "/srv/docker"}"#)
        let store = "srv/docker/image/overlay2/"
        try folder.write(store + "repositories.json", #"{"Repositories":{"web":{"web:1":"sha256:aa"}}}"#)
        try folder.write(store + "imagedb/content/sha256/aa", "{}")
        #expect(ImageStore(ImageTree(Root(folder.path))).holds(ImageReference("web:1")))
    }

    @Test func `images in containerd's store are found`() throws {
        let folder = TemporaryFolder()
        try folder.write("var/lib/containerd/io.containerd.metadata.v1.bolt/meta.db", Self.database)
        let store = ImageStore(ImageTree(Root(folder.path)))
        #expect(store.holds(ImageReference("web:1")))
        #expect(store.holds(ImageReference("ghcr.io/me/db:2")))
        #expect(!store.holds(ImageReference("web:2")))
    }

    @Test func `a damaged database has no images and harms nobody`() {
        for length in stride(from: 0, to: Self.database.count, by: 7) {
            _ = BoltFile(Array(Self.database.prefix(length))).keys(in: ["v1", "moby", "images"])
        }
        for index in Self.database.indices where Self.database[index] != 0 {
            for byte: UInt8 in [0, 1, 0x7F, 0xFF] {
                var damaged = Self.database
                damaged[index] = byte
                _ = BoltFile(damaged).keys(in: ["v1", "moby", "images"])
            }
        }
    }

    /// v1 / moby / images, the last with a branch page above two leaves.
    private static let database: [UInt8] = {
        let size = 512
        let bucket = { (page: UInt64) in little(page, 8) + little(0, 8) }
        let pages: [[UInt8]] = [
            meta(root: 2, transaction: 3, pageSize: size), meta(root: 9, transaction: 2, pageSize: size),
            leaf([("v1", bucket(3))]), leaf([("moby", bucket(4))]), leaf([("images", bucket(5))]),
            branch([("docker.io/library/web:1", 6), ("ghcr.io/me/db:2", 7)]),
            leaf([("docker.io/library/web:1", bucket(0) + leaf([]))]),
            leaf([("ghcr.io/me/db:2", bucket(0) + leaf([]))]),
        ]
        return pages.flatMap { $0 + [UInt8](repeating: 0, count: size - $0.count) }
    }()

    private static func little(_ value: UInt64, _ count: Int) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) }
    }

    private static func page(flags: UInt64, count: Int) -> [UInt8] {
        little(0, 8) + little(flags, 2) + little(UInt64(count), 2) + little(0, 4)
    }

    private static func meta(root: UInt64, transaction: UInt64, pageSize: Int) -> [UInt8] {
        page(flags: 4, count: 0) + little(0xED0C_DAED, 4) + little(2, 4) + little(UInt64(pageSize), 4) + little(0, 4)
            + little(root, 8) + little(0, 8) + little(0, 8) + little(0, 8) + little(transaction, 8)
    }

    private static func leaf(_ buckets: [(key: String, value: [UInt8])]) -> [UInt8] {
        var data: [UInt8] = []
        var elements: [UInt8] = []
        for (index, bucket) in buckets.enumerated() {
            let position = (buckets.count - index) * 16 + data.count
            elements += little(1, 4) + little(UInt64(position), 4)
            elements += little(UInt64(bucket.key.utf8.count), 4) + little(UInt64(bucket.value.count), 4)
            data += Array(bucket.key.utf8) + bucket.value
        }
        return page(flags: 2, count: buckets.count) + elements + data
    }

    private static func branch(_ children: [(key: String, page: UInt64)]) -> [UInt8] {
        var data: [UInt8] = []
        var elements: [UInt8] = []
        for (index, child) in children.enumerated() {
            let position = (children.count - index) * 16 + data.count
            elements += little(UInt64(position), 4) + little(UInt64(child.key.utf8.count), 4) + little(child.page, 8)
            data += Array(child.key.utf8)
        }
        return page(flags: 1, count: children.count) + elements + data
    }
}
