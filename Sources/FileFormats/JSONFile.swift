import JSON

/// A JSON text with values in it: within a string they are escaped, elsewhere each is a string of its own, or the number
/// or boolean that it is.
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
                        piece: piece, reason: "it stands behind a backslash", help: "write `\\\\` for a backslash")
                }
                let text = file.text(of: piece)
                // Bytes: a quote and an accent of the value's behind it are one Character.
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
