/// Passwords and keys that are a part of a text: of an address, a connection string, JSON, a setting, a command.
public struct SecretText {
    /// A password within a text.
    public struct Found: Equatable, Sendable {
        /// In the text's bytes of UTF-8.
        public var range: Range<Int>
        /// As it is written.
        public var value: String
        /// The name that the setting or the option has; nil in an address.
        public var name: String?
        /// The host of an address; nil where it is not said.
        public var host: String?
    }

    private let bytes: [UInt8]

    private init(_ text: String) { bytes = Array(text.utf8) }

    /// Those of `scheme://user:password@host`, of `user:password@tcp(host)` as Go's MySQL driver has it, of
    /// `Server=…;Password=…`, of libpq's `host=… password=…`, of JSON, and of `NAME=value`.
    ///
    /// - Returns: In the order of the text, without overlaps.
    public static func find(in text: String) -> [Found] {
        guard text.utf8.contains(where: { $0 == UInt8(ascii: ":") || $0 == UInt8(ascii: "=") }) else { return [] }
        let reader = SecretText(text)
        return ordered(reader.addresses + reader.settings)
    }

    static func ordered(_ found: [Found]) -> [Found] {
        var end = 0
        return found.sorted { $0.range.lowerBound < $1.range.lowerBound }.filter { one in
            guard one.range.lowerBound >= end, isWritten(one.value) else { return false }
            end = one.range.upperBound
            return true
        }
    }

    /// Whether it is a value, and not the name of where one comes from.
    private static func isWritten(_ value: String) -> Bool {
        SecretName.isValue(value) && value.first.map { !"$<%{[*".contains($0) } == true && !value.contains("${")
            && !value.contains("$(") && !value.hasPrefix("+") && !logLevels.contains(value.lowercased())
    }

    /// What a filter of a log gives to a part of the program: `RUST_LOG=app::password=debug`.
    private static let logLevels: Set<String> = ["trace", "debug", "info", "warn", "warning", "error", "fatal"]

    private func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }

    // MARK: Addresses

    private var addresses: [Found] {
        var found: [Found] = []
        var start = 0
        while let slashes = bytes[start...].firstRange(of: "://".utf8) {
            start = slashes.upperBound
            let end = bytes[start...].firstIndex { "/?#\"' ,;}\\\n\t".utf8.contains($0) } ?? bytes.count
            guard let at = bytes[start..<end].lastIndex(of: UInt8(ascii: "@")),
                let colon = bytes[start..<at].firstIndex(of: UInt8(ascii: ":"))
            else { continue }
            let host = bytes[(at + 1)..<end].firstIndex(of: UInt8(ascii: ":")) ?? end
            add(colon + 1..<at, host: text(at + 1..<host), to: &found)
        }
        for mark in ["@tcp(", "@unix("] {
            start = 0
            while let at = bytes[start...].firstRange(of: mark.utf8) {
                let piece = bytes[start..<at.lowerBound]
                let first = piece.lastIndex { "\"'=, \n\t/".utf8.contains($0) }.map { $0 + 1 } ?? start
                start = at.upperBound
                guard let colon = bytes[first..<at.lowerBound].firstIndex(of: UInt8(ascii: ":")) else { continue }
                let end = bytes[start...].firstIndex { ":)".utf8.contains($0) } ?? start
                add(colon + 1..<at.lowerBound, host: text(start..<end), to: &found)
            }
        }
        return found
    }

    private func add(_ range: Range<Int>, host: String, to found: inout [Found]) {
        guard !range.isEmpty else { return }
        found.append(Found(range: range, value: text(range), name: nil, host: host))
    }

    // MARK: Settings

    private var settings: [Found] {
        var found: [Found] = []
        var index = 0
        while index < bytes.count {
            guard Self.isNamePart(bytes[index]) else {
                index += 1
                continue
            }
            let start = index
            while index < bytes.count, Self.isNamePart(bytes[index]) { index += 1 }
            let name = text(start..<index)
            guard let value = value(ofName: start..<index) else { continue }
            guard SecretName.isSecret(name, text(value)) else { continue }
            found.append(Found(range: value, value: text(value), name: name, host: nil))
            index = value.upperBound
        }
        return found
    }

    private static func isNamePart(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
            || "_-.".utf8.contains(byte)
    }

    /// What a name is given by `=`, or by `:` where it is JSON's or begins a line; nil for a word that is no name.
    private func value(ofName name: Range<Int>) -> Range<Int>? {
        var index = name.upperBound
        let before = name.lowerBound > 0 ? bytes[name.lowerBound - 1] : nil
        // A variable's, or a part of something else.
        if let before, "${/@".utf8.contains(before), before != UInt8(ascii: "{") { return nil }
        if before == UInt8(ascii: "{"), name.lowerBound > 1, bytes[name.lowerBound - 2] == UInt8(ascii: "$") {
            return nil
        }
        let quote = skipQuote(at: index)
        let isQuoted = quote > index && before.map { "\"'".utf8.contains($0) } == true
        if isQuoted { index = quote }
        index = skipSpaces(from: index)
        guard index < bytes.count else { return nil }
        switch bytes[index] {
        case UInt8(ascii: "="):
            // `==` compares.
            guard index + 1 < bytes.count, bytes[index + 1] != UInt8(ascii: "=") else { return nil }
            let next = skipSpaces(from: index + 1)
            // With a space behind it, it is a file's setting only where one is before it too: `X= program`.
            guard next == index + 1 || index > name.upperBound else { return nil }
            index = next
        case UInt8(ascii: ":"):
            let next = skipSpaces(from: index + 1)
            guard isQuoted || next > index + 1 && beginsLine(name.lowerBound) else { return nil }
            index = next
        default: return nil
        }
        guard index < bytes.count else { return nil }
        // Longer than any password, so that a long text takes time by its length alone.
        let limit = min(bytes.count, index + 1024)
        let inner = skipQuote(at: index)
        guard inner == index else {
            let end = bytes[min(inner, limit)..<limit].firstRange(of: bytes[index..<inner])?.lowerBound
            return end.flatMap { $0 > inner ? inner..<$0 : nil }
        }
        let end = bytes[index..<limit].firstIndex { " \t\r\n;&,\"'`}|)\\".utf8.contains($0) } ?? limit
        return end > index ? index..<end : nil
    }

    /// Past `"`, `'`, or one that a shell's quotes escape.
    private func skipQuote(at index: Int) -> Int {
        guard index < bytes.count else { return index }
        if "\"'".utf8.contains(bytes[index]) { return index + 1 }
        if bytes[index] == UInt8(ascii: "\\"), index + 1 < bytes.count, bytes[index + 1] == UInt8(ascii: "\"") {
            return index + 2
        }
        return index
    }

    private func skipSpaces(from start: Int) -> Int {
        bytes[start...].firstIndex { $0 != UInt8(ascii: " ") } ?? bytes.count
    }

    private func beginsLine(_ index: Int) -> Bool {
        bytes[..<index].reversed().first { $0 != UInt8(ascii: " ") }.map { $0 == UInt8(ascii: "\n") } ?? true
    }
}
