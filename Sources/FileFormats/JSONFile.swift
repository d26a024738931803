import JSON

/// A JSON text with values in it. In a string they are escaped. Elsewhere each value becomes a string, number or
/// boolean.
struct JSONFile {
    private let file: FileText

    init(_ pieces: [FilePiece]) { file = FileText(pieces) }

    func render() throws(UnfitValue) -> String {
        var output = ""
        var isString = false
        var isEscape = false
        for unit in file.units {
            switch unit {
            case .scalar(let scalar):
                output.unicodeScalars.append(scalar)
                if isEscape {
                    isEscape = false
                } else if scalar == "\"" {
                    isString.toggle()
                } else if scalar == "\\" {
                    isEscape = isString
                }
            case .value(let piece):
                if isEscape {
                    throw UnfitValue(
                        piece: piece, reason: "it is right after a backslash", help: "write `\\\\` for a backslash")
                }
                let text = file.text(of: piece)
                // Use bytes: a quote followed by a combining accent from the value is one Character.
                let quoted = JSONValue.string(text).text()
                if isString {
                    output += String(decoding: quoted.dropFirst().dropLast(), as: UTF8.self)
                } else if file.isWord(piece) {
                    output += text.isEmpty ? "null" : text
                } else {
                    output += String(decoding: quoted, as: UTF8.self)
                }
            }
        }
        return output
    }
}
