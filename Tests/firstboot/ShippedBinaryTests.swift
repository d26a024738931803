import Emulator
import Foundation
import Host
import Plan
import Providers
import TestSupport
import Testing

private enum Shipped {
    static let trees = ProcessInfo.processInfo.environment["LANDFALL_TREES"]
    static let isBuilt = trees != nil && ProcessInfo.processInfo.environment["LANDFALL_FIRSTBOOT"] != nil
}

/// The executable that `make build` ships: one small static file that runs on any Debian of the last years.
@Suite(.enabled(if: Shipped.isBuilt, "run by Scripts/test")) struct ShippedBinaryTests {

    private var bytes: Data {
        get throws { try Data(contentsOf: URL(fileURLWithPath: Executables.firstboot)) }
    }

    @Test func itHasAtMost20MB() throws {
        #expect(try bytes.count <= 20_000_000)
    }

    @Test func itNeedsNoOtherFile() throws {
        // Elf64_Phdr: 56 bytes each, the type in the first 4; PT_DYNAMIC is 2 and PT_INTERP 3.
        let file = try bytes
        let offset = file.integer(at: 32, bytes: 8)
        let types = (0..<file.integer(at: 56, bytes: 2)).map { file.integer(at: offset + $0 * 56, bytes: 4) }
        #expect(types.contains(1))
        #expect(!types.contains(2) && !types.contains(3))
    }

    @Test func itHasNoICUInIt() throws {
        #expect(try bytes.range(of: Data("icudt".utf8)) == nil)
    }

    @Test(arguments: ["bullseye", "bookworm", "trixie"]) func itRunsInATreeOf(suite: String) async throws {
        let tree = try #require(Shipped.trees) + "/" + suite
        let service = try MetadataService(provider: .hetzner)
        let url = try await service.start(port: 0)
        let folder = TemporaryFolder()
        let stamped = try Executables.stamped(.demo("hetzner"), in: folder)
        try FileManager.default.createDirectory(atPath: tree + "/run", withIntermediateDirectories: true)
        let inside = "/run/\(UUID().uuidString)"
        try FileManager.default.copyItem(atPath: stamped, toPath: tree + inside)
        defer { try? FileManager.default.removeItem(atPath: tree + inside) }
        // HTTP, YAML and JSON, with the tree's files alone.
        let result = try await Command(
            "unshare",
            [
                "--fork", "--pid", "--mount", "--mount-proc", "--root", tree,
                inside, "metadata", "--root", "/nowhere", "--metadata-url", url,
            ]
        ).run()
        await service.stop()
        #expect(result.status == 0, "\(result.lastLines)")
        #expect(result.lastLines.contains("host name     my-server"))
    }
}

extension Data {
    fileprivate func integer(at offset: Int, bytes: Int) -> Int {
        self[offset..<(offset + bytes)].reversed().reduce(0) { $0 << 8 | Int($1) }
    }
}
