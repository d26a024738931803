/// `${PWD}/conf`, by which files name their own folder: Compose takes the variable from the shell, and a machine has none.
enum WorkingFolder {
    private static let spellings = ["${PWD}", "$PWD"]

    /// - Returns: The text with relative paths, and the lines in which they are; of a text that is not UTF-8, itself.
    static func relative(_ bytes: [UInt8]) -> (bytes: [UInt8], lines: [Int]) {
        guard let text = String(validating: bytes, as: UTF8.self), text.utf8.contains(UInt8(ascii: "$")) else {
            return (bytes, [])
        }
        var lines: [Int] = []
        var number = 0
        let result = text.split(separator: "\n", omittingEmptySubsequences: false).map { line -> String in
            number += 1
            var line = String(line)
            for spelling in spellings {
                for end in ["/", ":"] where line.contains(spelling + end) && !line.contains("$" + spelling) {
                    line = line.replacing(spelling + end, with: "." + end)
                    lines.append(number)
                }
            }
            return line
        }
        return (lines.isEmpty ? bytes : Array(result.joined(separator: "\n").utf8), lines)
    }
}
