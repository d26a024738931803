import ComposeFile
import FileFormats
import YAML

/// Makes `env_file`s fit for machines: what is missing becomes `.env`, and secrets in the others are made by each machine.
struct EnvironmentFiles {
    let draft: Draft
    let read: (String) -> FoundFiles?
    /// Names of which the containers get all, because their file is `.env` now.
    private(set) var passesAll = false

    init(draft: Draft, read: @escaping (String) -> FoundFiles?) {
        self.draft = draft
        self.read = read
    }

    /// Before anything is decided: what is not beside the Compose file is made from its example.
    mutating func replaceMissing() {
        var seen: Set<Int> = []
        for service in draft.services {
            for item in service.items("env_file") {
                let node = item.node["path"] ?? item.node
                guard let text = node.string, !text.contains("$"), seen.insert(node.start.line).inserted else {
                    continue
                }
                guard let path = Repairs.relative(text) else {
                    // The name of `.env` itself.
                    if ProjectPath(text, from: "") == .within(".env") { passesAll = true }
                    continue
                }
                if read(path) == nil, item.node["required"]?.bool != false { replace(node, path) }
            }
        }
    }

    private mutating func replace(_ node: Node, _ path: String) {
        if draft.examples.isEmpty {
            let example = [".example", ".sample", ".dist", ".template"].compactMap { read(path + $0)?.files.first }
                .first
            if let example, let values = try? ExampleFile.read(example.bytes) {
                draft.examples = placed(values, in: example.path)
                draft.report.add(.changed, "the usual values are those of `\(example.path)`", line: node.start.line)
            }
        }
        guard !draft.examples.isEmpty, draft.text.replace(node, with: ".env") else {
            draft.report.add(
                .refused, "`\(path)` is not beside the Compose file: give the file that it is made from by `--env`",
                line: node.start.line)
            return
        }
        passesAll = true
        draft.report.add(
            .changed, "`\(path)` is `.env`, which each machine writes from `env` in app.yaml", line: node.start.line)
    }

    /// A file that is there.
    struct Present {
        var file: ImportedFile
        var values: [String: Draft.Example]
        /// Where the Compose file names it.
        var line: Int
    }

    /// Each once.
    func present() -> [Present] {
        var seen: Set<String> = []
        return draft.services.flatMap { $0.items("env_file") }.compactMap { item in
            let node = item.node["path"] ?? item.node
            guard let path = node.string.flatMap(Repairs.relative), seen.insert(path).inserted,
                let file = read(path)?.files.first, let values = try? ExampleFile.read(file.bytes)
            else { return nil }
            return Present(file: file, values: placed(values, in: file.path), line: node.start.line)
        }
    }

    /// With the lines that the report names.
    private func placed(_ values: [String: Draft.Example], in path: String) -> [String: Draft.Example] {
        ExampleFile.placed(values, inFile: draft.report.number(ofFile: path))
    }

    /// After the published ports are known: secrets and addresses in the files that are there.
    func fill(_ files: [Present], _ uses: VariableUses) {
        for present in files { fill(present.file, present.values, uses, line: present.line) }
    }

    /// Whether a value with line breaks is written with `\n` in double quotes.
    private static func isOnOneLine(_ name: String, in file: ImportedFile) -> Bool {
        String(decoding: file.bytes, as: UTF8.self).split(whereSeparator: \.isNewline).contains { line in
            let parts = line.split(separator: "=", maxSplits: 1).map { $0.trimmingPrefix(while: \.isWhitespace) }
            return parts.count == 2 && parts[0] == name && parts[1].hasPrefix("\"") && parts[1].count > 1
                && parts[1].hasSuffix("\"")
        }
    }

    private func fill(
        _ file: ImportedFile, _ values: [String: Draft.Example], _ uses: VariableUses, line: Int
    ) {
        // The file's values and no others.
        let all = draft.examples
        draft.examples = values
        defer { draft.examples = all }
        let decisions = Decisions(draft: draft, uses: uses)
        var templates: [String: String] = [:]
        for name in values.keys.sorted() {
            guard let example = values[name] else { continue }
            // A template has one line, so nothing is made that could not be written.
            guard !example.value.contains(where: \.isNewline) else {
                guard SecretName.isSecret(name) || HashedPasswords.Found(example.value) != nil else { continue }
                guard !Self.isOnOneLine(name, in: file) else {
                    draft.pointOut(name, in: file.path, line: example.place ?? line)
                    continue
                }
                draft.report.add(
                    .refused,
                    "`\(name)` in `\(file.path)` goes over several lines: write it in one, with `\\n` in double "
                        + "quotes", line: line)
                continue
            }
            guard let template = decisions.inFile(name, example.value) else {
                if SecretName.isSecret(name, example.value), !example.value.isEmpty {
                    draft.pointOut(name, in: file.path, line: example.place ?? line)
                }
                continue
            }
            templates[name] = "\(name)=\(template)"
        }
        guard !templates.isEmpty else { return }
        let lines = String(decoding: file.bytes, as: UTF8.self)
            .split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        // A name that stands there twice has the last value, and the first would stay as it was.
        let text = lines.map { text in Self.name(in: text).flatMap { templates[$0] } ?? Draft.literal(String(text)) }
        draft.written.append(ImportedFile(path: file.path, bytes: Array(text.joined(separator: "\n").utf8)))
        draft.stackFiles.append(.map([("from", .string(file.path)), ("render", .bool(true))]))
        draft.report.add(.changed, "`\(file.path)` is taken along and filled in on each machine", line: line)
    }

    /// Of a line such as `export NAME="value"` or `NAME: value`.
    private static func name(in line: Substring) -> String? {
        guard let end = line.firstIndex(where: { $0 == "=" || $0 == ":" }) else { return nil }
        let words = line[..<end].split(whereSeparator: \.isWhitespace)
        let name = words.first == "export" ? words.dropFirst().first : words.first
        return name.map(String.init)
    }
}
