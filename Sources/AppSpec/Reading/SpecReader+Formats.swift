import FileFormats
import Findings
import Plan
import YAML

extension SpecReader {
    /// How a rendered file is read: as app.yaml says, as an environment file where Compose reads it so, else as its name
    /// says. Reports a value that stands where the format can hold none.
    ///
    /// - Parameters:
    ///   - node: The file's entry under `stack.files`.
    ///   - path: Within /opt/NAME.
    ///   - environmentFiles: The paths that Compose reads as environment files.
    func format(
        of file: SourceFolder.File, _ content: StackFile.Content, _ node: Node, path: String,
        environmentFiles: Set<String>
    ) -> FileFormat? {
        let declared = node["format"]?.string.flatMap(FileFormat.init)
        guard case .rendered(let template) = content else {
            if declared != nil, node["render"]?.bool != true, let key = node["format"] {
                report.error(
                    "`format` is for a file with values in it", at: key, help: "add `render: true`, or remove the line")
            }
            return nil
        }
        let isRead = environmentFiles.contains(path)
        let format = declared ?? (isRead ? .env : FileFormat(fileName: path))
        guard let problem = format.problem(with: pieces(of: template)) else { return format }
        let source = SourceText(file: folder.display(file.path), bytes: file.bytes)
        let isSure = declared != nil || isRead
        report.findings.reporter(for: source).add(
            isSure ? .error : .warning,
            isSure
                ? "this value cannot be written as `\(format.rawValue)`: \(problem.reason)"
                : "the values in this file are written as they are: as `\(format.rawValue)`, \(problem.reason)",
            at: place(of: problem.piece, in: template, file.bytes), length: 2,
            help: isSure ? problem.help : "\(problem.help); or say how it is read by `format` in app.yaml")
        return .text
    }

    private func pieces(of template: Template) -> [FilePiece] {
        template.parts.map { part in
            if case .text(let text) = part { return .text(text) }
            guard case .parameter(let name) = part, let type = root["parameters"]?[name]?["type"]?.string,
                let kind = Parameter.Kind(rawValue: type)
            else { return .value("") }
            return .value("", isWord: kind.isWord)
        }
    }

    /// Where the value stands: the first `{{` of its line.
    private func place(of piece: Int, in template: Template, _ bytes: [UInt8]) -> Mark {
        let before = template.parts.prefix(piece).map { if case .text(let text) = $0 { text } else { "" } }.joined()
        let line = before.utf8.count { $0 == 0x0a }
        let lines = bytes.split(separator: 0x0a, omittingEmptySubsequences: false)
        let text = line < lines.count ? lines[line] : []
        let start = text.firstRange(of: "{{".utf8)?.lowerBound ?? text.startIndex
        return Mark(line: line + 1, column: text[..<start].count { $0 & 0xc0 != 0x80 } + 1)
    }
}
