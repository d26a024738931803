/// A bolt database, read only as far as needed to find the keys of a bucket (bbolt's `page.go` and `bucket.go`).
///
/// A damaged file gives fewer keys, never a crash: every offset is checked against the file's length.
struct BoltFile {
    private let bytes: [UInt8]
    private let pageSize: Int

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        let size = Int(Self.integer(bytes, at: Self.header + 8, count: 4) ?? 0)
        pageSize = (512...65_536).contains(size) ? size : 4096
    }

    /// The keys of the bucket at this path of names; empty if it is missing.
    func keys(in path: [String]) -> [String] {
        guard let root = root else { return [] }
        var seen: Set<Int> = []
        var elements = elements(ofPage: root, &seen)
        for name in path {
            guard let bucket = elements.first(where: { $0.isBucket && $0.key == name }) else { return [] }
            elements = contents(of: bucket, &seen)
        }
        return elements.map(\.key)
    }

    /// A page begins with its id (8 bytes), flags (2), count (2) and overflow (4).
    private static let header = 16
    private static let branch: UInt64 = 1
    private static let leaf: UInt64 = 2
    private static let magic: UInt64 = 0xED0C_DAED

    private struct Element {
        var isBucket: Bool
        var key: String
        var value: Range<Int>
    }

    /// The root bucket's page, from the newer of the two meta pages: magic (4), version (4), page size (4), flags (4),
    /// root (8), sequence (8), free list (8), high water mark (8), transaction (8).
    private var root: UInt64? {
        [0, pageSize].compactMap { page -> (transaction: UInt64, root: UInt64)? in
            let meta = page + Self.header
            guard integer(at: meta, 4) == Self.magic, let root = integer(at: meta + 16, 8),
                let transaction = integer(at: meta + 48, 8)
            else { return nil }
            return (transaction, root)
        }.max { $0.transaction < $1.transaction }?.root
    }

    /// - Parameter seen: The pages already read. In an intact file each has one parent.
    private func contents(of bucket: Element, _ seen: inout Set<Int>) -> [Element] {
        guard let page = integer(at: bucket.value.lowerBound, 8) else { return [] }
        // A small bucket's page follows its header of 16 bytes.
        if page == 0 { return elements(at: bucket.value.lowerBound + Self.header, &seen) }
        return elements(ofPage: page, &seen)
    }

    private func elements(ofPage page: UInt64, _ seen: inout Set<Int>) -> [Element] {
        page < UInt64(bytes.count / pageSize) ? elements(at: Int(page) * pageSize, &seen) : []
    }

    private func elements(at page: Int, _ seen: inout Set<Int>) -> [Element] {
        guard seen.insert(page).inserted else { return [] }
        guard let flags = integer(at: page + 8, 2), let count = integer(at: page + 10, 2) else { return [] }
        return (0..<Int(count)).flatMap { index -> [Element] in
            // 16 bytes each: a leaf's are flags, position, key size and value size; a branch's position, size, page.
            let element = page + Self.header + index * 16
            if flags & Self.branch != 0 {
                guard let child = integer(at: element + 8, 8) else { return [] }
                return elements(ofPage: child, &seen)
            }
            guard flags & Self.leaf != 0, let kind = integer(at: element, 4),
                let position = integer(at: element + 4, 4),
                let keySize = integer(at: element + 8, 4), let valueSize = integer(at: element + 12, 4)
            else { return [] }
            let key = element + Int(position)
            let value = key + Int(keySize)
            guard value + Int(valueSize) <= bytes.count else { return [] }
            return [
                Element(
                    isBucket: kind & 1 != 0, key: String(decoding: bytes[key..<value], as: UTF8.self),
                    value: value..<(value + Int(valueSize)))
            ]
        }
    }

    private func integer(at offset: Int, _ count: Int) -> UInt64? { Self.integer(bytes, at: offset, count: count) }

    private static func integer(_ bytes: [UInt8], at offset: Int, count: Int) -> UInt64? {
        guard offset >= 0, offset <= bytes.count - count else { return nil }
        return bytes[offset..<(offset + count)].reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }
}
