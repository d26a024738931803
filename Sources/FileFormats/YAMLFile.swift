import Text
import YAML

/// A YAML file with values in it. Each scalar that contains a value is written again in double quotes, whatever its
/// style. A scalar that is only a number or boolean gets no quotes.
struct YAMLFile {
    private let pieces: [FilePiece]
    /// The placeholder for value N in the text to parse: the mark, N and an `x`.
    private let mark: String

    init(_ pieces: [FilePiece]) {
        self.pieces = pieces
        let text = pieces.map { if case .text(let text) = $0 { text } else { "" } }.joined()
        var mark = "landfall"
        while Array(text.utf8).firstRange(of: mark.utf8) != nil { mark += "z" }
        self.mark = mark
    }

    func render() throws(UnfitValue) -> String {
        var output = ""
        for document in documents { output += try render(document) }
        return output
    }

    /// The text with marks for values, in one piece for each document. libyaml gets one document at a time.
    private var documents: [String] {
        let text = pieces.enumerated().map { index, piece in
            if case .text(let text) = piece { text } else { "\(mark)\(index)x" }
        }.joined()
        var documents = [""]
        // Each line keeps its end.
        for line in text.unicodeScalars.split(after: "\n") {
            let isMarker = line.starts(with: "---".unicodeScalars) && !documents[documents.count - 1].isEmpty
            if isMarker { documents.append("") }
            documents[documents.count - 1].unicodeScalars.append(contentsOf: line)
        }
        return documents
    }

    private func render(_ document: String) throws(UnfitValue) -> String {
        guard let first = firstValue(in: document) else { return document }
        let root: Node?
        do {
            root = try YAML.parse(Array(document.utf8))
        } catch {
            throw UnfitValue(
                piece: first, reason: "the file is not valid YAML (\(error.message))",
                help: "\(error.help), or write `format: text`")
        }
        let source = MarkedText(document)
        var output = String.UnicodeScalarView()
        var end = 0
        for scalar in (root.map(Self.scalars(of:)) ?? []).filter({ firstValue(in: $0.scalar?.text ?? "") != nil }) {
            let range = source.offset(of: scalar.start)..<source.offset(of: scalar.end)
            // An alias repeats what was read before.
            if range.lowerBound < end { continue }
            output.append(contentsOf: source.scalars[end..<range.lowerBound])
            output.append(contentsOf: try replacement(of: scalar, in: source.scalars[range]).unicodeScalars)
            end = range.upperBound
        }
        output.append(contentsOf: source.scalars[end...])
        // What is left is in comments.
        return filled(String(output)) { VisibleText.line($0) }
    }

    private func replacement(of node: Node, in source: ArraySlice<Unicode.Scalar>) throws(UnfitValue) -> String {
        let text = node.scalar?.text ?? ""
        let piece = firstValue(in: text) ?? 0
        guard let opening = source.first, opening != "&", opening != "!" else {
            throw UnfitValue(
                piece: piece, reason: "it is after a tag or an anchor", help: "write it without `!` and `&`")
        }
        if case .value(let value, isWord: true) = pieces[piece], node.scalar?.isPlain == true,
            text == "\(mark)\(piece)x"
        {
            return value.isEmpty ? "null" : value
        }
        let isBlock = opening == "|" || opening == ">"
        return YAML.quoted(filled(text) { $0 }) + (isBlock ? "\n" : "")
    }

    /// In the order of the text, including keys.
    private static func scalars(of node: Node) -> [Node] {
        switch node.value {
        case .scalar: [node]
        case .sequence(let nodes): nodes.flatMap(scalars(of:))
        case .mapping(let pairs): pairs.flatMap { scalars(of: $0.key) + scalars(of: $0.value) }
        }
    }

    private func firstValue(in text: String) -> Int? {
        let bytes = Array(text.utf8)
        return bytes.firstRange(of: mark.utf8).flatMap { value(in: bytes, at: $0.upperBound)?.piece }
    }

    /// The number after a mark, and where the mark ends.
    private func value(in bytes: [UInt8], at start: Int) -> (piece: Int, end: Int)? {
        let digits = bytes[start...].prefix { (0x30...0x39).contains($0) }
        return Int(String(decoding: digits, as: UTF8.self)).map { ($0, digits.endIndex + 1) }
    }

    /// The text with the values in place of their marks. It uses bytes, because a combining accent after a mark is the
    /// publisher's.
    private func filled(_ text: String, _ written: (String) -> String) -> String {
        let bytes = Array(text.utf8)
        var output: [UInt8] = []
        var index = 0
        while let place = bytes[index...].firstRange(of: mark.utf8), let value = value(in: bytes, at: place.upperBound)
        {
            output += bytes[index..<place.lowerBound] + written(pieces[value.piece].string).utf8
            index = value.end
        }
        return String(decoding: output + bytes[index...], as: UTF8.self)
    }
}

/// A text, addressed by libyaml's lines and columns.
private struct MarkedText {
    let scalars: [Unicode.Scalar]
    /// Where each line begins.
    private var lines = [0]

    init(_ text: String) {
        scalars = Array(text.unicodeScalars)
        for (index, scalar) in scalars.enumerated() {
            // libyaml's line breaks. In CR LF, the LF counts.
            let isBreak = ["\n", "\r", "\u{85}", "\u{2028}", "\u{2029}"].contains(scalar)
            let isFirstHalf = scalar == "\r" && index + 1 < scalars.count && scalars[index + 1] == "\n"
            if isBreak && !isFirstHalf { lines.append(index + 1) }
        }
    }

    func offset(of mark: Mark) -> Int {
        let hasByteOrderMark = mark.line == 1 && scalars.first == "\u{feff}"
        guard lines.indices.contains(mark.line - 1) else { return scalars.count }
        return min(lines[mark.line - 1] + mark.column - 1 + (hasByteOrderMark ? 1 : 0), scalars.count)
    }
}

extension String.UnicodeScalarView {
    /// The parts that end with the separator, and the rest.
    fileprivate func split(after separator: Unicode.Scalar) -> [SubSequence] {
        var parts: [SubSequence] = []
        var start = startIndex
        while let end = self[start...].firstIndex(of: separator) {
            parts.append(self[start...end])
            start = index(after: end)
        }
        if start < endIndex { parts.append(self[start...]) }
        return parts
    }
}
