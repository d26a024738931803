import Text

/// Writes JSON. Invisible characters are escaped, so that they cannot affect a terminal.
struct Writer {
    private(set) var bytes: [UInt8] = []
    private let pretty: Bool
    private var level = 0

    init(pretty: Bool) { self.pretty = pretty }

    mutating func write(_ value: JSONValue) {
        switch value {
        case .null: put("null")
        case .bool(let flag): put(flag ? "true" : "false")
        case .number(let text): put(text)
        case .string(let text): write(text)
        case .array(let elements):
            put(elements, between: "[", "]") { $0.write($1) }
        case .object(let members):
            put(members, between: "{", "}") { writer, member in
                writer.write(member.key)
                writer.put(writer.pretty ? ": " : ":")
                writer.write(member.value)
            }
        }
    }

    private mutating func put(_ text: String) { bytes.append(contentsOf: text.utf8) }

    private mutating func put<Item>(
        _ items: [Item], between opening: String, _ closing: String, _ write: (inout Writer, Item) -> Void
    ) {
        put(opening)
        level += 1
        for (index, item) in items.enumerated() {
            if index > 0 { put(",") }
            startLine()
            write(&self, item)
        }
        level -= 1
        if !items.isEmpty { startLine() }
        put(closing)
    }

    private mutating func startLine() {
        guard pretty else { return }
        bytes.append(0x0a)
        bytes.append(contentsOf: repeatElement(0x20, count: 2 * level))
    }

    private mutating func write(_ text: String) {
        put("\"")
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0x22, 0x5c:
                bytes.append(UInt8(ascii: "\\"))
                bytes.append(UInt8(scalar.value))
            case 0..<0x20: put(Self.escapes[Int(scalar.value)])
            case 0x20..<0x7f: bytes.append(UInt8(scalar.value))
            default:
                if VisibleText.isVisible(scalar) {
                    bytes.append(contentsOf: UTF8.encode(scalar).unsafelyUnwrapped)
                } else {
                    for unit in UTF16.encode(scalar).unsafelyUnwrapped { put(Self.escape(unit)) }
                }
            }
        }
        put("\"")
    }

    private static func escape(_ unit: UInt16) -> String {
        let digits = String(unit, radix: 16)
        return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
    }

    /// The escapes for control characters, in RFC 8259's short form if there is one.
    private static let escapes: [String] = (0..<0x20).map { (byte: Int) in
        switch byte {
        case 0x08: "\\b"
        case 0x09: "\\t"
        case 0x0a: "\\n"
        case 0x0c: "\\f"
        case 0x0d: "\\r"
        default: escape(UInt16(byte))
        }
    }
}
