import YAML

/// `${PWD}/conf`, by which files name their own folder: Compose takes the variable from the shell, and a machine has none.
enum WorkingFolder {
    /// - Returns: The text in which values have relative paths, and the lines of these; of a text that is no YAML, itself.
    static func relative(_ bytes: [UInt8]) -> (bytes: [UInt8], lines: [Int]) {
        guard bytes.firstRange(of: Array("PWD".utf8)) != nil, let root = try? YAML.parse(bytes) else {
            return (bytes, [])
        }
        var text = ComposeText([bytes])
        var lines: [Int] = []
        var seen: Set<Mark> = []
        for node in root.scalars where node.scalar?.text.contains("$") == true && seen.insert(node.start).inserted {
            for part in text.parts(of: node) {
                for place in places(in: part.bytes) {
                    text.replace(part.columns(place), ofLine: part.line, with: ".")
                    lines.append(part.line)
                }
            }
        }
        return lines.isEmpty ? (bytes, []) : (Array(text.result(ofFile: 0).utf8), lines)
    }

    /// Where the variable begins a path. `$$` stands for itself.
    private static func places(in bytes: [UInt8]) -> [Range<Int>] {
        var found: [Range<Int>] = []
        var index = 0
        while index < bytes.count {
            defer { index += 1 }
            guard bytes[index] == UInt8(ascii: "$") else { continue }
            let rest = bytes[(index + 1)...]
            if rest.first == UInt8(ascii: "$") {
                index += 1
                continue
            }
            guard let name = ["{PWD}", "PWD"].first(where: { rest.starts(with: $0.utf8) }) else { continue }
            let end = index + 1 + name.utf8.count
            if end < bytes.count, "/:".utf8.contains(bytes[end]) { found.append(index..<end) }
        }
        return found
    }
}

extension ComposeText {
    /// What a value has of a line.
    struct Part {
        /// The line's number.
        var line: Int
        /// The column from 0 in which it begins.
        var start: Int
        var bytes: [UInt8]

        /// A range of the bytes as columns from 0.
        func columns(_ range: Range<Int>) -> Range<Int> {
            let before = bytes[..<range.lowerBound].count { $0 & 0xC0 != 0x80 }
            return start + before..<start + before + bytes[range].count { $0 & 0xC0 != 0x80 }
        }
    }

    /// A scalar as it is written, line by line.
    func parts(of node: Node) -> [Part] {
        // The content of a block begins on the next line.
        let isBlock = node.end.line > node.start.line && ["|", ">"].contains(first(of: node))
        return (node.start.line...node.end.line).compactMap { number in
            guard !isBlock || number > node.start.line else { return nil }
            let scalars = line(number).unicodeScalars
            let start = number == node.start.line ? node.start.column - 1 : 0
            let end = number == node.end.line ? node.end.column - 1 : scalars.count
            guard start < min(end, scalars.count) else { return nil }
            var text = String.UnicodeScalarView()
            text.append(contentsOf: scalars.dropFirst(start).prefix(end - start))
            return Part(line: number, start: start, bytes: Array(String(text).utf8))
        }
    }
}
