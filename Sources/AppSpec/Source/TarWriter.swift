/// Writes a tar archive of files that is the same on every computer: no owner, time or order of this one is in it.
///
/// Format: POSIX.1-2001, ustar; an extended header gives a path that is too long for it.
struct TarWriter {
    private(set) var bytes: [UInt8] = []

    private static let block = 512
    /// 1 January 1980: some programs refuse files that are older.
    private static let time = 315_532_800

    /// - Parameter path: Relative.
    mutating func add(_ path: String, _ content: [UInt8], isExecutable: Bool) {
        let mode = isExecutable ? 0o755 : 0o644
        if let (prefix, name) = Self.split(path) {
            header(name, prefix, mode, content.count, type: UInt8(ascii: "0"))
        } else {
            let record = Self.record(path)
            header("PaxHeader", "", 0o644, record.count, type: UInt8(ascii: "x"))
            body(record)
            header(String(decoding: path.utf8.prefix(100), as: Unicode.ASCII.self), "", mode, content.count, type: 0x30)
        }
        body(content)
    }

    /// The whole archive, with its end.
    consuming func finished() -> [UInt8] { bytes + [UInt8](repeating: 0, count: 2 * Self.block) }

    /// The two parts that a header has room for, split at a slash; nil where there is no such place.
    private static func split(_ path: String) -> (prefix: String, name: String)? {
        let text = Array(path.utf8)
        if text.count <= 100 { return ("", path) }
        let places = text.indices.filter { text[$0] == UInt8(ascii: "/") && $0 <= 155 && text.count - $0 - 1 <= 100 }
        guard let slash = places.first(where: { $0 > 0 }) else { return nil }
        return (
            String(decoding: text[..<slash], as: UTF8.self), String(decoding: text[(slash + 1)...], as: UTF8.self)
        )
    }

    /// `LENGTH path=PATH`, where the length counts itself.
    private static func record(_ path: String) -> [UInt8] {
        let rest = " path=\(path)\n".utf8.count
        var length = rest
        while rest + "\(length)".utf8.count != length { length = rest + "\(length)".utf8.count }
        return Array("\(length) path=\(path)\n".utf8)
    }

    private mutating func header(_ name: String, _ prefix: String, _ mode: Int, _ size: Int, type: UInt8) {
        var block = [UInt8](repeating: 0, count: Self.block)
        func put(_ text: some Sequence<UInt8>, at place: Int) {
            for (index, byte) in text.enumerated() { block[place + index] = byte }
        }
        func octal(_ value: Int, at place: Int, digits: Int) {
            let text = String(value, radix: 8)
            put(String(repeating: "0", count: digits - text.utf8.count).utf8, at: place)
            put(text.utf8, at: place + digits - text.utf8.count)
        }
        put(name.utf8.prefix(100), at: 0)
        octal(mode, at: 100, digits: 7)
        octal(0, at: 108, digits: 7)
        octal(0, at: 116, digits: 7)
        octal(size, at: 124, digits: 11)
        octal(Self.time, at: 136, digits: 11)
        put("        ".utf8, at: 148)
        block[156] = type
        put("ustar\0".utf8, at: 257)
        put("00".utf8, at: 263)
        put(prefix.utf8, at: 345)
        octal(block.reduce(0) { $0 + Int($1) }, at: 148, digits: 6)
        block[154] = 0
        bytes += block
    }

    private mutating func body(_ content: [UInt8]) {
        bytes += content
        let over = content.count % Self.block
        if over > 0 { bytes += [UInt8](repeating: 0, count: Self.block - over) }
    }
}
