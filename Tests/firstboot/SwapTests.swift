import Foundation
import Host
import TestSupport
import Testing

@testable import ImageMaking
@testable import Installation

@Suite struct SwapTests {
    private let mebibyte: Int64 = 1 << 20

    /// In mebibytes: memory, swap that is there, free disk, and what is added.
    @Test(
        arguments: [
            (481, 0, 8000, 1792), (961, 0, 20000, 1280), (1900, 0, 20000, nil), (1700, 0, 20000, 512),
            (961, 512, 20000, nil), (961, 0, 4000, nil), (7900, 0, 90000, nil),
        ] as [(Int64, Int64, Int64, Int64?)])
    func memoryAndSwapComeToTwoGibibytes(memory: Int64, present: Int64, free: Int64, size: Int64?) {
        let needed = SwapSize.needed(
            memory: memory * mebibyte, present: present * mebibyte, free: free * mebibyte)
        #expect(needed.map { $0 / mebibyte } == size)
    }

    private func swap(_ folder: TemporaryFolder, swapon script: String) throws -> SwapFile {
        try folder.write("meminfo", "MemTotal:        1750000 kB\nSwapTotal:             0 kB\n")
        try folder.write("swapon", "#!/bin/sh\necho \"$*\" >>\(folder.path)/calls\n\(script)\n", mode: 0o755)
        var swap = SwapFile(Machine(.demo(), root: folder.file("root")))
        swap.meminfo = folder.file("meminfo")
        swap.swapOn = folder.file("swapon")
        return swap
    }

    /// A real mkswap on a real file; only the kernel is not told to use it.
    @Test(.enabled(if: Tool.isInstalled("mkswap"))) func theFileIsPrivateWholeAndMadeOnce() async throws {
        let folder = TemporaryFolder()
        let swap = try swap(folder, swapon: "exit 0")
        let path = folder.file("root" + SwapFile.path)
        try await swap.run()
        #expect(mode(of: path) == 0o600)
        var status = stat()
        #expect(stat(path, &status) == 0 && status.st_size == 512 << 20 && Int(status.st_blocks) * 512 >= 512 << 20)
        let file = try #require(FileHandle(forReadingAtPath: path))
        try file.seek(toOffset: 4086)
        #expect(try file.read(upToCount: 10) == Data("SWAPSPACE2".utf8))
        try await swap.run()
        var second = stat()
        #expect(stat(path, &second) == 0 && second.st_ino == status.st_ino)
        #expect(try folder.read("calls").split(separator: "\n").count == 2)
    }

    @Test(.enabled(if: Tool.isInstalled("mkswap"))) func aFileThatTheKernelRefusesIsRemoved() async throws {
        let folder = TemporaryFolder()
        try await swap(folder, swapon: "echo 'Invalid argument'; exit 255").run()
        #expect(!FileManager.default.fileExists(atPath: folder.file("root" + SwapFile.path)))
    }
}
