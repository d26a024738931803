/// Counts the rows in a script of `mysqldump`, part by part.
///
/// Every table begins with a line "CREATE TABLE `NAME` (", and its rows follow in lines "INSERT INTO `NAME` VALUES (…),(…);".
/// A text in them is in single quotes, with backslashes before what has a meaning. Routines and triggers lie between lines
/// that begin with DELIMITER.
final class DumpedRows {
    private(set) var tables: [String] = []
    private(set) var counts: [String: Int64] = [:]
    /// Whether its last line says that it is complete.
    private(set) var isComplete = false

    private var line: [UInt8] = []
    private var isLineStart = true
    private var isInRoutine = false
    /// The rows of this table are being read; nil between statements.
    private var table: String?
    private var rows = Int64(0)
    private var depth = 0
    private var isQuoted = false
    private var isEscaped = false

    /// As much of a line as decides what it is. A table with generated columns has the names of all the others in it:
    /// at most 4096 of 64 characters.
    private static let limit = 1 << 20
    private static let insert = Array("INSERT INTO `".utf8)
    private static let values = Array(" VALUES ".utf8)
    private static let create = Array("CREATE TABLE `".utf8)

    func add(_ part: UnsafeRawBufferPointer) {
        for byte in part {
            if table != nil {
                value(byte)
            } else if byte == 0x0a {
                endLine()
            } else if line.count < Self.limit {
                line.append(byte)
                if byte == UInt8(ascii: " ") { beginRows() }
            }
        }
    }

    /// A byte of an INSERT's rows.
    private func value(_ byte: UInt8) {
        if isEscaped {
            isEscaped = false
        } else if isQuoted {
            if byte == UInt8(ascii: "\\") { isEscaped = true }
            if byte == UInt8(ascii: "'") { isQuoted = false }
        } else {
            switch byte {
            case UInt8(ascii: "'"): isQuoted = true
            case UInt8(ascii: "("):
                if depth == 0 { rows += 1 }
                depth += 1
            case UInt8(ascii: ")"): depth -= 1
            case UInt8(ascii: ";") where depth == 0:
                counts[table ?? "", default: 0] += rows
                (table, rows, line) = (nil, 0, [])
            default: break
            }
        }
    }

    /// Sees whether the line so far is "INSERT INTO `NAME` VALUES " or "INSERT INTO `NAME` (…) VALUES ".
    private func beginRows() {
        guard !isInRoutine, line.suffix(Self.values.count).elementsEqual(Self.values), line.starts(with: Self.insert),
            let (name, rest) = Self.name(line.dropFirst(Self.insert.count)),
            rest.count == Self.values.count || rest.starts(with: " (`".utf8)
        else { return }
        table = name
    }

    private func endLine() {
        defer { line.removeAll(keepingCapacity: true) }
        // MariaDB puts each row on a line of its own.
        line.append(UInt8(ascii: " "))
        beginRows()
        if table != nil { return }
        line.removeLast()
        if line.starts(with: "DELIMITER ".utf8) { isInRoutine = line != Array("DELIMITER ;".utf8) }
        if !isInRoutine, line.starts(with: Self.create), let (name, _) = Self.name(line.dropFirst(Self.create.count)) {
            tables.append(name)
        }
        if !line.isEmpty { isComplete = line.starts(with: "-- Dump completed".utf8) }
    }

    /// A name up to its closing backtick, and what follows.
    private static func name(_ bytes: ArraySlice<UInt8>) -> (name: String, rest: ArraySlice<UInt8>)? {
        var name: [UInt8] = []
        var rest = bytes
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "`") {
                guard rest.first == byte else { return (String(decoding: name, as: UTF8.self), rest) }
                rest.removeFirst()
            }
            name.append(byte)
        }
        return nil
    }
}
