/// Reads the members of a tar archive (POSIX.1-2001, as GNU tar writes it) part by part, and stops at the first thing
/// that could write outside of the folder it is unpacked into.
///
/// It reads only what Landfall's own archives hold: other kinds of headers are refused, not skipped.
final class TarReader {
    enum Kind: Equatable {
        case file, folder, symbolicLink, hardLink, pipe
    }

    struct Member: Equatable {
        /// Relative, without `.` and `..` in it; empty for the folder itself.
        var path: String
        var kind: Kind
        /// Bytes in the archive.
        var size: Int64
        /// Where a link leads, as written.
        var link = ""
    }

    /// Why an archive is refused.
    struct Refusal: Error, Equatable { var reason: String }

    private let visitor: any Visitor

    private var block: [UInt8] = []
    private var bodyLeft = Int64(0)
    private var paddingLeft = 0
    /// Of the extended header that is being read; nil in a member's body.
    private var extended: [UInt8]?
    private var overrides: [String: String] = [:]
    private var emptyBlocks = 0
    private(set) var bytes = Int64(0)

    private static let blockSize = 512
    private static let extendedLimit = Int64(1) << 20

    /// Gets each member, and then its bytes.
    protocol Visitor: AnyObject {
        func begin(_ member: Member) throws(Refusal)
        func write(_ bytes: UnsafeRawBufferPointer) throws(Refusal)
    }

    init(_ visitor: any Visitor) { self.visitor = visitor }

    /// The next part.
    ///
    /// - Returns: Whether more is wanted; ``finish()`` says why not.
    func add(_ part: UnsafeRawBufferPointer) -> Bool {
        if refusal != nil { return false }
        do throws(Refusal) { try take(part) } catch { refusal = error }
        return refusal == nil
    }

    /// Why the archive is refused; nil as long as it is not.
    private var refusal: Refusal?

    private func take(_ part: UnsafeRawBufferPointer) throws(Refusal) {
        var rest = part[...]
        bytes += Int64(part.count)
        while !rest.isEmpty {
            if bodyLeft > 0 {
                let taken = rest.prefix(Int(min(bodyLeft, Int64(rest.count))))
                if extended != nil {
                    extended?.append(contentsOf: taken)
                } else {
                    try visitor.write(UnsafeRawBufferPointer(rebasing: taken))
                }
                bodyLeft -= Int64(taken.count)
                rest = rest.dropFirst(taken.count)
                if bodyLeft == 0 { try endBody() }
            } else if paddingLeft > 0 {
                let count = min(paddingLeft, rest.count)
                paddingLeft -= count
                rest = rest.dropFirst(count)
            } else {
                let taken = rest.prefix(Self.blockSize - block.count)
                block.append(contentsOf: taken)
                rest = rest.dropFirst(taken.count)
                guard block.count == Self.blockSize else { continue }
                try header(block)
                block.removeAll(keepingCapacity: true)
            }
        }
    }

    /// - Throws: ``Refusal`` if the archive is refused, or ends before its end mark.
    func finish() throws(Refusal) {
        if let refusal { throw refusal }
        guard emptyBlocks >= 2, bodyLeft == 0, paddingLeft == 0, block.isEmpty else {
            throw Refusal(reason: "it ends too early")
        }
    }

    // MARK: Headers

    private func header(_ block: [UInt8]) throws(Refusal) {
        if block.allSatisfy({ $0 == 0 }) {
            emptyBlocks += 1
            return
        }
        guard emptyBlocks == 0 else { throw Refusal(reason: "there is something after its end") }
        guard let written = octal(block[148..<156]), written == checksum(block),
            block[257..<262].elementsEqual("ustar".utf8)
        else { throw Refusal(reason: "a header in it is damaged") }
        guard let size = number(block[124..<136]), size >= 0 else { throw Refusal(reason: "a size in it is damaged") }
        let type = block[156]
        if type == UInt8(ascii: "x") {
            guard extended == nil, overrides.isEmpty, size > 0, size <= Self.extendedLimit else {
                throw Refusal(reason: "an extended header in it is damaged")
            }
            extended = []
            begin(size)
            return
        }
        try member(type, block, size)
    }

    private func member(_ type: UInt8, _ block: [UInt8], _ size: Int64) throws(Refusal) {
        let prefix = text(block[345..<500])
        let name = text(block[0..<100])
        let written = prefix.isEmpty ? name : "\(prefix)/\(name)"
        // A file with holes has a made-up name in the header itself.
        let path = overrides["GNU.sparse.name"] ?? overrides["path"] ?? written
        let link = overrides["linkpath"] ?? text(block[157..<257])
        var length = size
        if let given = overrides["size"] {
            guard let number = Int64(given), number >= 0 else { throw Refusal(reason: "a size in it is damaged") }
            length = number
        }
        let names = [path, overrides["path"] ?? written, written]
        overrides = [:]
        let kind: Kind
        switch type {
        case UInt8(ascii: "0"), 0: kind = .file
        case UInt8(ascii: "1"): kind = .hardLink
        case UInt8(ascii: "2"): kind = .symbolicLink
        case UInt8(ascii: "5"): kind = .folder
        case UInt8(ascii: "6"): kind = .pipe
        case UInt8(ascii: "3"), UInt8(ascii: "4"): throw Refusal(reason: "\(path) is a device")
        default: throw Refusal(reason: "\(path) is of an unknown kind")
        }
        if kind != .file { length = 0 }
        for name in names { _ = try Self.relative(name) }
        var member = Member(path: try Self.relative(path), kind: kind, size: length, link: link)
        if kind == .hardLink { member.link = try Self.relative(link) }
        try visitor.begin(member)
        begin(length)
    }

    private func begin(_ size: Int64) {
        bodyLeft = size
        paddingLeft = Int((Int64(Self.blockSize) - size % Int64(Self.blockSize)) % Int64(Self.blockSize))
    }

    private func endBody() throws(Refusal) {
        guard let records = extended else { return }
        extended = nil
        overrides = try Self.records(records)
    }

    /// The records `LENGTH NAME=VALUE` of an extended header.
    private static func records(_ bytes: [UInt8]) throws(Refusal) -> [String: String] {
        let damaged = Refusal(reason: "an extended header in it is damaged")
        var found: [String: String] = [:]
        var rest = bytes[...]
        while !rest.isEmpty {
            let digits = rest.prefix { $0 != UInt8(ascii: " ") }
            guard digits.count < 10, let length = Int(String(decoding: digits, as: UTF8.self)),
                length > digits.count + 1, length <= rest.count, rest[rest.startIndex + length - 1] == 0x0a
            else { throw damaged }
            let record = rest.prefix(length - 1).dropFirst(digits.count + 1)
            guard let equals = record.firstIndex(of: UInt8(ascii: "=")) else { throw damaged }
            let value = record[record.index(after: equals)...]
            guard !value.contains(0) || record.starts(with: "SCHILY.".utf8) else { throw damaged }
            found[String(decoding: record[..<equals], as: UTF8.self)] = String(decoding: value, as: UTF8.self)
            rest = rest.dropFirst(length)
        }
        return found
    }

    /// The path without `.` in it.
    static func relative(_ path: String) throws(Refusal) -> String {
        if path.hasPrefix("/") { throw Refusal(reason: "\(path) is an absolute path") }
        let parts = path.split(separator: "/").filter { $0 != "." }
        if parts.contains("..") { throw Refusal(reason: "\(path) leads out of the folder") }
        return parts.joined(separator: "/")
    }

    // MARK: Fields

    private func text(_ field: ArraySlice<UInt8>) -> String {
        String(decoding: field.prefix { $0 != 0 }, as: UTF8.self)
    }

    private func octal(_ field: ArraySlice<UInt8>) -> Int64? {
        let digits = field.drop { $0 == 0x20 }.prefix { $0 != 0x20 && $0 != 0 }
        return Int64(String(decoding: digits, as: UTF8.self), radix: 8)
    }

    /// Octal digits, or GNU's binary form for large numbers.
    private func number(_ field: ArraySlice<UInt8>) -> Int64? {
        guard let first = field.first, first == 0x80 else { return octal(field) }
        guard field.dropFirst().prefix(field.count - 9).allSatisfy({ $0 == 0 }) else { return nil }
        let value = field.suffix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        return Int64(exactly: value)
    }

    private func checksum(_ block: [UInt8]) -> Int64 {
        block.enumerated().reduce(0) { $0 + Int64((148..<156).contains($1.offset) ? 0x20 : $1.element) }
    }
}
