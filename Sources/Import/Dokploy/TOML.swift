/// A TOML text (toml.io, 1.0) as values with their lines.
enum TOML {
    struct Item {
        var value: Value
        var line: Int
    }
    indirect enum Value {
        case string(String)
        case integer(Int)
        case boolean(Bool)
        /// A date or a number with a fraction, as written.
        case other(String)
        case array([Item])
        case table(Table)
    }
    struct Problem: Error, Equatable {
        var message: String
        var line: Int
    }

    /// In the order of the text.
    final class Table {
        private(set) var entries: [(key: String, item: Item)] = []
        private var places: [String: Int] = [:]

        subscript(key: String) -> Item? { places[key].map { entries[$0].item } }

        /// False where the key is there already.
        fileprivate func add(_ key: String, _ item: Item) -> Bool {
            guard places[key] == nil else { return false }
            places[key] = entries.count
            entries.append((key, item))
            return true
        }

        fileprivate func append(_ table: Item, to key: String) -> Bool {
            guard let place = places[key] else { return add(key, Item(value: .array([table]), line: table.line)) }
            guard case .array(var items) = entries[place].item.value else { return false }
            entries[place].item.value = .boolean(false)
            items.append(table)
            entries[place].item.value = .array(items)
            return true
        }
    }

    static let mostBytes = 1 << 20

    static func read(_ bytes: [UInt8]) throws(Problem) -> Table {
        guard bytes.count <= mostBytes else { throw Problem(message: "the file has more than 1 MiB", line: 1) }
        guard String(validating: bytes, as: UTF8.self) != nil else {
            throw Problem(message: "the file is not UTF-8", line: 1)
        }
        var reader = TOMLReader(bytes)
        return try reader.document()
    }
}

/// The grammar, a function for each of its parts.
private struct TOMLReader {
    private static let deepest = 32
    private let bytes: [UInt8]
    private var index = 0
    private var line = 1

    init(_ bytes: [UInt8]) {
        let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
        self.bytes = bytes.starts(with: mark) ? Array(bytes.dropFirst(3)) : bytes
    }

    mutating func document() throws(TOML.Problem) -> TOML.Table {
        let root = TOML.Table()
        var current = root
        while true {
            skipLines()
            guard let byte = peek else { return root }
            if byte == UInt8(ascii: "[") {
                current = try header(root)
            } else {
                try pair(into: current, depth: 0)
            }
            skipSpaces()
            guard peek == nil || atLineEnd else { throw problem("something follows that has no part here") }
        }
    }

    // MARK: Tables

    private mutating func header(_ root: TOML.Table) throws(TOML.Problem) -> TOML.Table {
        index += 1
        let isArray = take("[")
        skipSpaces()
        let path = try keys()
        guard take(isArray ? "]]" : "]"), let last = path.last else { throw problem("`]` is missing") }
        let parent = try table(at: path.dropLast(), in: root)
        guard isArray else { return try table(at: [last], in: parent) }
        let new = TOML.Table()
        guard parent.append(TOML.Item(value: .table(new), line: line), to: last) else {
            throw problem("`\(last)` is set twice")
        }
        return new
    }

    private func table(at path: some Sequence<String>, in root: TOML.Table) throws(TOML.Problem) -> TOML.Table {
        var current = root
        for key in path {
            switch current[key]?.value {
            case .table(let inner): current = inner
            case .array(let items):
                guard case .table(let inner)? = items.last?.value else { throw problem("`\(key)` is no table") }
                current = inner
            case nil:
                let new = TOML.Table()
                _ = current.add(key, TOML.Item(value: .table(new), line: line))
                current = new
            default: throw problem("`\(key)` is no table")
            }
        }
        return current
    }

    private mutating func pair(into table: TOML.Table, depth: Int) throws(TOML.Problem) {
        let line = line
        let path = try keys()
        guard take("="), let last = path.last else { throw problem("`=` is missing") }
        skipSpaces()
        let parent = try self.table(at: path.dropLast(), in: table)
        guard parent.add(last, TOML.Item(value: try value(depth), line: line)) else {
            throw problem("`\(last)` is set twice")
        }
    }

    private mutating func keys() throws(TOML.Problem) -> [String] {
        var path: [String] = []
        repeat {
            skipSpaces()
            switch peek {
            case UInt8(ascii: "\""), UInt8(ascii: "'"): path.append(try string())
            default:
                let text = word { $0.isWordPart || $0 == UInt8(ascii: "-") }
                guard !text.isEmpty else { throw problem("a key is missing") }
                path.append(text)
            }
            skipSpaces()
            guard path.count <= Self.deepest else { throw problem("nested too deep") }
        } while take(".")
        return path
    }

    // MARK: Values

    private mutating func value(_ depth: Int) throws(TOML.Problem) -> TOML.Value {
        guard depth < Self.deepest else { throw problem("nested too deep") }
        switch peek {
        case UInt8(ascii: "\""), UInt8(ascii: "'"): return .string(try string())
        case UInt8(ascii: "["): return try array(depth)
        case UInt8(ascii: "{"): return try inlineTable(depth)
        default: break
        }
        let text = word { $0.isWordPart || "+-.:".utf8.contains($0) }
        switch text {
        case "true": return .boolean(true)
        case "false": return .boolean(false)
        default: break
        }
        guard let first = text.utf8.first, (0x30...0x39).contains(first) || "+-in".utf8.contains(first) else {
            throw problem("this is no value: put text in quotes")
        }
        let digits = text.filter { $0 != "_" }
        for (prefix, radix) in [("0x", 16), ("0o", 8), ("0b", 2)] where digits.hasPrefix(prefix) {
            return Int(digits.dropFirst(2), radix: radix).map { .integer($0) } ?? .other(text)
        }
        return Int(digits).map { .integer($0) } ?? .other(text)
    }

    private mutating func array(_ depth: Int) throws(TOML.Problem) -> TOML.Value {
        index += 1
        var items: [TOML.Item] = []
        while true {
            skipLines()
            if take("]") { return .array(items) }
            let line = line
            items.append(TOML.Item(value: try value(depth + 1), line: line))
            skipLines()
            guard take(",") || peek == UInt8(ascii: "]") else { throw problem("`,` or `]` is missing") }
        }
    }

    private mutating func inlineTable(_ depth: Int) throws(TOML.Problem) -> TOML.Value {
        index += 1
        let table = TOML.Table()
        skipSpaces()
        if take("}") { return .table(table) }
        while true {
            try pair(into: table, depth: depth + 1)
            skipSpaces()
            if take("}") { return .table(table) }
            guard take(",") else { throw problem("`,` or `}` is missing") }
        }
    }

    // MARK: Text

    private mutating func string() throws(TOML.Problem) -> String {
        let start = line
        let quote = bytes[index]
        let isLong = bytes[index...].starts(with: [quote, quote, quote])
        index += isLong ? 3 : 1
        if isLong, take("\r\n") || take("\n") { line += 1 }
        var text: [UInt8] = []
        while let byte = peek {
            if byte == quote, !isLong || bytes[index...].starts(with: [quote, quote, quote]) {
                index += isLong ? 3 : 1
                // Up to two quotes may stand before the three that end it.
                while isLong, peek == quote {
                    text.append(quote)
                    index += 1
                }
                return String(decoding: text, as: UTF8.self)
            }
            if byte == UInt8(ascii: "\n") {
                guard isLong else { break }
                line += 1
            }
            index += 1
            if byte == UInt8(ascii: "\\"), quote == UInt8(ascii: "\"") {
                try escape(&text, isLong)
            } else {
                text.append(byte)
            }
        }
        throw TOML.Problem(message: "the text that begins here does not end", line: start)
    }

    private mutating func escape(_ text: inout [UInt8], _ isLong: Bool) throws(TOML.Problem) {
        guard let byte = peek else { return }
        let plain: [UInt8: UInt8] = [
            UInt8(ascii: "n"): 10, UInt8(ascii: "t"): 9, UInt8(ascii: "r"): 13, UInt8(ascii: "b"): 8,
            UInt8(ascii: "f"): 12, UInt8(ascii: "e"): 27, UInt8(ascii: "\""): 34, UInt8(ascii: "\\"): 92,
        ]
        if let known = plain[byte] {
            text.append(known)
            index += 1
        } else if byte == UInt8(ascii: "u") || byte == UInt8(ascii: "U") {
            let count = byte == UInt8(ascii: "u") ? 4 : 8
            index += 1
            let digits = String(decoding: bytes[index...].prefix(count), as: UTF8.self)
            guard let number = UInt32(digits, radix: 16), let scalar = Unicode.Scalar(number) else {
                throw problem("this is no character")
            }
            index += count
            text += Array(String(Character(scalar)).utf8)
        } else if isLong, byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") || atLineEnd {
            while let next = peek, [0x20, 0x09, 0x0D, 0x0A].contains(next) {
                if next == 0x0A { line += 1 }
                index += 1
            }
        } else {
            // TOML has no such escape. Dokploy's reader keeps it as it is, and templates rely on that.
            text += [UInt8(ascii: "\\"), byte]
            index += 1
        }
    }

    // MARK: Bytes

    private var peek: UInt8? { index < bytes.count ? bytes[index] : nil }

    private var atLineEnd: Bool {
        peek == UInt8(ascii: "\n") || bytes[index...].starts(with: "\r\n".utf8)
    }

    private mutating func take(_ text: String) -> Bool {
        guard bytes[index...].starts(with: text.utf8) else { return false }
        index += text.utf8.count
        return true
    }

    private mutating func word(_ isPart: (UInt8) -> Bool) -> String {
        let start = index
        while let byte = peek, isPart(byte) { index += 1 }
        return String(decoding: bytes[start..<index], as: UTF8.self)
    }

    /// And a comment.
    private mutating func skipSpaces() {
        while let byte = peek, byte == 0x20 || byte == 0x09 { index += 1 }
        guard peek == UInt8(ascii: "#") else { return }
        while let byte = peek, byte != UInt8(ascii: "\n") { index += 1 }
    }

    private mutating func skipLines() {
        while true {
            skipSpaces()
            guard let byte = peek, byte == 0x0A || byte == 0x0D else { return }
            if byte == 0x0A { line += 1 }
            index += 1
        }
    }

    private func problem(_ message: String) -> TOML.Problem { TOML.Problem(message: message, line: line) }
}

extension UInt8 {
    fileprivate var isWordPart: Bool {
        (0x30...0x39).contains(self) || (0x41...0x5A).contains(self) || (0x61...0x7A).contains(self)
            || self == UInt8(ascii: "_")
    }
}
