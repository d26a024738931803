import YAML

/// Compose files as lines that are edited in place, so that comments, order and quotes stay as their author wrote them.
///
/// The files share one numbering of their lines, so that a number says which file it is in.
struct ComposeText {
    /// More lines than a file can have.
    private static let most = 1 << 21

    private struct Line {
        var text: String
        /// The comment at its end, without `#`.
        var comment: String?
        /// What ends it, where that is no newline.
        var end: Character?
    }
    /// A line's new texts, by the columns from 0 in which they begin.
    private struct Edits {
        var replacements: [Int: (end: Int, text: String)] = [:]
        var insertions: [(column: Int, text: String)] = []
    }

    private var files: [[Line]]
    private var removed: Set<Int> = []
    private var insertions: [Int: [String]] = [:]
    private var edits: [Int: Edits] = [:]

    init(_ files: [[UInt8]]) { self.files = files.map(Self.lines) }

    /// Adds a file under a number that none has.
    mutating func add(_ bytes: [UInt8], asFile index: Int) {
        while files.count <= index { files.append([]) }
        files[index] = Self.lines(bytes)
    }

    /// Whether anything in a file is another than its author wrote.
    func isEdited(file index: Int) -> Bool {
        let numbers = numbers(ofFile: index)
        return edits.keys.contains(where: numbers.contains) || removed.contains(where: numbers.contains)
            || insertions.keys.contains(where: numbers.contains)
    }

    /// Lines end where YAML's do, so that its numbers are theirs.
    private static func lines(_ bytes: [UInt8]) -> [Line] {
        let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
        let text = String(decoding: bytes.starts(with: mark) ? bytes.dropFirst(3) : bytes[...], as: UTF8.self)
        var lines: [Line] = []
        var start = text.startIndex
        func add(_ end: String.Index, _ character: Character?) {
            let line = String(text[start..<end])
            let hasComment = line.utf8.contains(UInt8(ascii: "#"))
            let comment = hasComment ? line.range(ofText: " # ").map { String(line[$0.upperBound...]) } : nil
            lines.append(Line(text: line, comment: comment, end: character))
        }
        for index in text.indices {
            switch text[index] {
            case "\n", "\r\n": add(index, nil)
            case "\r", "\u{85}", "\u{2028}", "\u{2029}": add(index, text[index])
            default: continue
            }
            start = text.index(after: index)
        }
        add(text.endIndex, nil)
        while lines.last?.text.isEmpty == true { lines.removeLast() }
        return lines
    }

    /// The number of a file's first line.
    static func firstLine(ofFile index: Int) -> Int { index * most + 1 }

    /// The file, and the line within it from 1.
    static func place(_ number: Int) -> (file: Int, line: Int) {
        ((number - 1) / most, (number - 1) % most + 1)
    }

    private func at(_ number: Int) -> Line? {
        let place = Self.place(number)
        guard files.indices.contains(place.file), files[place.file].indices.contains(place.line - 1) else { return nil }
        return files[place.file][place.line - 1]
    }

    /// - Parameter number: From 1.
    func line(_ number: Int) -> String { at(number)?.text ?? "" }

    /// Of the first file.
    var count: Int { files[0].count }

    /// The numbers of a file's lines.
    func numbers(ofFile index: Int) -> Range<Int> {
        Self.firstLine(ofFile: index)..<Self.firstLine(ofFile: index) + files[index].count
    }

    /// The comment at a line's end, without `#`.
    func comment(_ number: Int) -> String? { at(number)?.comment }

    /// Whether nothing but spaces stands before a mark on its line.
    func beginsLine(_ mark: Mark) -> Bool {
        line(mark.line).unicodeScalars.prefix(mark.column - 1).allSatisfy { $0 == " " }
    }

    /// Whether a collection is written in braces or brackets.
    func isFlow(_ node: Node) -> Bool { ["{", "["].contains(first(of: node)) }

    /// The character that a node begins with.
    func first(of node: Node) -> Unicode.Scalar? {
        line(node.start.line).unicodeScalars.dropFirst(node.start.column - 1).first
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

    func isRemoved(_ number: Int) -> Bool { removed.contains(number) }

    /// Whether a line is empty or indented no deeper than a key's column, so that it belongs to what follows.
    private func isOutside(_ text: String, _ column: Int) -> Bool {
        let indentation = text.unicodeScalars.prefix { $0 == " " }.count
        return indentation == text.unicodeScalars.count || indentation < column
    }

    mutating func insert(_ new: [String], before number: Int) { insertions[number, default: []] += new }

    /// At the end of the first file.
    mutating func append(_ new: [String]) { insertions[count + 1, default: []] += new }

    /// Whether a scalar is on one line, and still as it was.
    func canReplace(_ node: Node) -> Bool {
        node.start.line == node.end.line && node.end.column > node.start.column && !isReplaced(node)
    }

    /// Puts other text in a scalar's place; false where it spans lines.
    mutating func replace(_ node: Node, with text: String) -> Bool {
        guard canReplace(node) else { return false }
        replace(start(of: node)..<node.end.column - 1, ofLine: node.start.line, with: text)
        return true
    }

    /// Puts other text in the place of a part of a line, which no other edit may touch.
    ///
    /// - Parameter columns: From 0, in Unicode scalars.
    mutating func replace(_ columns: Range<Int>, ofLine number: Int, with text: String) {
        edits[number, default: Edits()].replacements[columns.lowerBound] = (columns.upperBound, text)
    }

    /// Whether other text already stands in a scalar's place.
    func isReplaced(_ node: Node) -> Bool { edits[node.start.line]?.replacements[start(of: node)] != nil }

    /// The text that stands in a scalar's place by now; nil where it is as it was.
    func replacement(of node: Node) -> String? { edits[node.start.line]?.replacements[start(of: node)]?.1 }

    /// Changes what stands in a scalar's place by now.
    mutating func setReplacement(of node: Node, _ text: String) {
        let start = start(of: node)
        edits[node.start.line]?.replacements[start]?.1 = text
    }

    /// The column from 0 of a scalar itself, behind its anchor and its tag: an alias may need them.
    private func start(of node: Node) -> Int {
        let line = Array(self.line(node.start.line).unicodeScalars)
        let end = node.start.line == node.end.line ? min(node.end.column - 1, line.count) : line.count
        var start = node.start.column - 1
        while start < end, line[start] == "&" || line[start] == "!" {
            while start < end, line[start] != " " { start += 1 }
            while start < end, line[start] == " " { start += 1 }
        }
        return start
    }

    mutating func insert(_ text: String, at mark: Mark) {
        edits[mark.line, default: Edits()].insertions.append((mark.column - 1, text))
    }

    /// An edited file, ending in a newline.
    func result(ofFile index: Int) -> String {
        var output = ""
        for offset in 0...files[index].count {
            let number = Self.firstLine(ofFile: index) + offset
            for line in insertions[number] ?? [] { output += line + "\n" }
            guard offset < files[index].count, !removed.contains(number) else { continue }
            let line = files[index][offset]
            output += edits[number].map { Self.edited(line.text, $0) } ?? line.text
            output.append(line.end ?? "\n")
        }
        return output
    }

    private static func edited(_ text: String, _ edits: Edits) -> String {
        let scalars = Array(text.unicodeScalars)
        var pieces = edits.replacements.map { (start: $0.key, end: $0.value.end, text: $0.value.text) }
        pieces += edits.insertions.map { (start: $0.column, end: $0.column, text: $0.text) }
        // What is inserted comes before what is replaced there.
        pieces.sort { ($0.start, $0.end) < ($1.start, $1.end) }
        var result = String.UnicodeScalarView()
        var end = 0
        for piece in pieces where piece.start >= end && piece.end <= scalars.count {
            result.append(contentsOf: scalars[end..<piece.start])
            result.append(contentsOf: piece.text.unicodeScalars)
            end = piece.end
        }
        result.append(contentsOf: scalars[end...])
        return String(result)
    }
}

extension StringProtocol {
    func range(ofText other: String) -> Range<String.Index>? {
        guard let found = utf8.firstRange(of: other.utf8) else { return nil }
        return found
    }
}
