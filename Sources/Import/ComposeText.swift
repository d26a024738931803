import YAML

/// Compose files as lines that are edited in place, so that comments, order and quotes stay as their author wrote them.
///
/// The files share one numbering of their lines, so that a number says which file it is in.
struct ComposeText {
    /// More lines than a file can have.
    private static let most = 1 << 21

    private var files: [[String]]
    private var removed: Set<Int> = []
    private var insertions: [Int: [String]] = [:]
    private var inline: [Int: [(columns: Range<Int>, text: String)]] = [:]

    init(_ files: [[UInt8]]) { self.files = files.map(Self.lines) }

    private static func lines(_ bytes: [UInt8]) -> [String] {
        let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
        let text = String(decoding: bytes.starts(with: mark) ? bytes.dropFirst(3) : bytes[...], as: UTF8.self)
        var lines = text.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" }.map(String.init)
        while lines.last?.isEmpty == true { lines.removeLast() }
        return lines
    }

    /// The number of a file's first line.
    static func firstLine(ofFile index: Int) -> Int { index * most + 1 }

    /// The file, and the line within it from 1.
    static func place(_ number: Int) -> (file: Int, line: Int) {
        ((number - 1) / most, (number - 1) % most + 1)
    }

    /// - Parameter number: From 1.
    func line(_ number: Int) -> String {
        let place = Self.place(number)
        guard files.indices.contains(place.file), files[place.file].indices.contains(place.line - 1) else { return "" }
        return files[place.file][place.line - 1]
    }

    /// Of the first file.
    var count: Int { files[0].count }

    /// The comment at a line's end, without `#`.
    func comment(_ number: Int) -> String? {
        guard let range = line(number).range(ofText: " # ") else { return nil }
        return String(line(number)[range.upperBound...])
    }

    /// Whether nothing but spaces stands before a mark on its line.
    func beginsLine(_ mark: Mark) -> Bool {
        line(mark.line).unicodeScalars.prefix(mark.column - 1).allSatisfy { $0 == " " }
    }

    /// Whether a collection is written in braces or brackets.
    func isFlow(_ node: Node) -> Bool {
        let text = line(node.start.line).unicodeScalars
        return text.dropFirst(node.start.column - 1).first.map { $0 == "{" || $0 == "[" } ?? false
    }

    /// Removes a mapping's entry; false where it shares its line with something else.
    mutating func remove(key: Node, value: Node) -> Bool {
        guard beginsLine(key.start), value.start.line >= key.start.line else { return false }
        // A block ends where the next thing begins.
        let last = value.end.column == 1 && value.end.line > key.start.line ? value.end.line - 1 : value.end.line
        var end = max(key.start.line, last)
        let isBlock = end > key.start.line
        while isBlock, end > key.start.line, isOutside(line(end), key.start.column) { end -= 1 }
        for number in key.start.line...end { removed.insert(number) }
        return true
    }

    /// Whether a line is empty or indented no deeper than a key's column, so that it belongs to what follows.
    private func isOutside(_ text: String, _ column: Int) -> Bool {
        let indentation = text.unicodeScalars.prefix { $0 == " " }.count
        return indentation == text.unicodeScalars.count || indentation < column
    }

    mutating func insert(_ new: [String], before number: Int) { insertions[number, default: []] += new }

    /// At the end of the first file.
    mutating func append(_ new: [String]) { insertions[count + 1, default: []] += new }

    /// Puts other text in a scalar's place; false where it spans lines.
    mutating func replace(_ node: Node, with text: String) -> Bool {
        guard node.start.line == node.end.line, node.end.column > node.start.column else { return false }
        let columns = node.start.column - 1..<node.end.column - 1
        guard inline[node.start.line]?.contains(where: { $0.columns.overlaps(columns) }) != true else { return false }
        inline[node.start.line, default: []].append((columns, text))
        return true
    }

    /// Whether other text already stands in a scalar's place.
    func isReplaced(_ node: Node) -> Bool {
        inline[node.start.line]?.contains { $0.columns.contains(node.start.column - 1) } ?? false
    }

    mutating func insert(_ text: String, at mark: Mark) {
        inline[mark.line, default: []].append((mark.column - 1..<mark.column - 1, text))
    }

    /// An edited file, ending in a newline.
    func result(ofFile index: Int) -> String {
        var output: [String] = []
        for offset in 0...files[index].count {
            let number = Self.firstLine(ofFile: index) + offset
            output += insertions[number] ?? []
            guard offset < files[index].count, !removed.contains(number) else { continue }
            var scalars = Array(files[index][offset].unicodeScalars)
            for edit in (inline[number] ?? []).sorted(by: { $0.columns.lowerBound > $1.columns.lowerBound }) {
                guard edit.columns.upperBound <= scalars.count else { continue }
                scalars.replaceSubrange(edit.columns, with: Array(edit.text.unicodeScalars))
            }
            var text = String.UnicodeScalarView()
            text.append(contentsOf: scalars)
            output.append(String(text))
        }
        return output.joined(separator: "\n") + "\n"
    }
}

extension StringProtocol {
    func range(ofText other: String) -> Range<String.Index>? {
        guard let found = utf8.firstRange(of: other.utf8) else { return nil }
        return found
    }
}
