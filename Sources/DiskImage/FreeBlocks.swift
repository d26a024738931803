import Glibc
import Host
import ImageCheck
import Synchronization

/// What is in the unused blocks of an ext file system.
struct FreeBlocks: ~Copyable {
    private let descriptor: Int32
    private let path: String
    private let partition: Partition

    init(_ file: borrowing OpenFile, _ partition: Partition) {
        descriptor = file.descriptor
        path = file.path
        self.partition = partition
    }

    /// nil if it is another file system, or cannot be read.
    func count() async -> Disk.FreeSpace? {
        guard partition.isExt else { return nil }
        let output = Lines()
        let result = try? await Command("dumpe2fs", ["\(path)?offset=\(partition.offset)"]).run { output.take($0) }
        guard result?.succeeded == true, let size = output.blockSize else { return nil }
        var free: Int64 = 0
        var used: Int64 = 0
        for range in output.ranges {
            let start = partition.offset + Int64(range.lowerBound) * size
            let end = partition.offset + Int64(range.upperBound) * size
            free += end - start
            used += nonZero(from: start, to: end)
        }
        return Disk.FreeSpace(bytes: free, used: used)
    }

    /// `SEEK_DATA`, which the Glibc module does not show.
    private static let seekData: Int32 = 3

    /// The bytes of the pages that have data. Holes in the file are skipped.
    private func nonZero(from start: Int64, to end: Int64) -> Int64 {
        var count: Int64 = 0
        var position = start
        while position < end {
            let data = Int64(lseek(descriptor, off_t(position), Self.seekData))
            if data < 0 || data >= end { break }
            position = max(position, data)
            let length = Int(min(end - position, 1 << 20))
            let page = [UInt8](unsafeUninitializedCapacity: length) { buffer, filled in
                filled = max(0, pread(descriptor, buffer.baseAddress, length, off_t(position)))
            }
            if page.isEmpty { break }
            count += Self.nonZero(page)
            position += Int64(page.count)
        }
        return count
    }

    private static func nonZero(_ bytes: [UInt8]) -> Int64 {
        bytes.withUnsafeBytes { buffer in
            stride(from: 0, to: buffer.count, by: 4096).reduce(0) { sum, start in
                let page = UnsafeRawBufferPointer(rebasing: buffer[start..<min(start + 4096, buffer.count)])
                let isZero = page.first == 0 && memcmp(page.baseAddress!, page.baseAddress! + 1, page.count - 1) == 0
                return isZero ? sum : sum + Int64(page.count)
            }
        }
    }
}

/// The output of dumpe2fs: the block size, and each group's `Free blocks: 1-5, 9`.
private final class Lines: Sendable {
    private let kept = Mutex<(size: Int64?, ranges: [Range<Int>])>((nil, []))

    var blockSize: Int64? { kept.withLock { $0.size } }
    var ranges: [Range<Int>] { kept.withLock { $0.ranges } }

    func take(_ line: String) {
        if line.hasPrefix("Block size:") {
            kept.withLock { $0.size = line.split(separator: " ").last.flatMap { Int64($0) } }
        }
        guard line.hasPrefix("  Free blocks: ") else { return }
        let ranges = line.dropFirst("  Free blocks: ".count).split(separator: ",").compactMap { text -> Range<Int>? in
            let ends = text.split { $0 == "-" || $0 == " " }.compactMap { Int($0) }
            guard let first = ends.first, let last = ends.last, first <= last else { return nil }
            return first..<(last + 1)
        }
        kept.withLock { $0.ranges += ranges }
    }
}
