import Plan
import YAML

extension SpecReader {
    /// The compose file, if it could be read.
    func readCompose() -> ComposeFile? {
        guard let node = root["stack"]?["compose"], let path = node.string else { return nil }
        do throws(SourceFolder.Failure) {
            let files = try folder.files(at: path)
            guard let file = files.first, try folder.normalized(path) == file.path else {
                throw SourceFolder.Failure(
                    message: "`\(folder.display(path))` is a folder", help: "name the compose file in it")
            }
            return ComposeFile(file: file, folder: folder, findings: report.findings)
        } catch {
            report.error(error.message, at: node, help: error.help)
            return nil
        }
    }

    func readStack(_ compose: ComposeFile?, _ environment: [EnvironmentEntry]) -> Stack {
        let services = compose?.summaries { name in environment.first { $0.name == name }?.value.literal }
        var stack = Stack(
            project: app.name, composeFile: compose?.name ?? "", files: [], services: services ?? [],
            volumes: compose?.volumes ?? [])
        var layout = Layout()
        if let compose {
            if Stack.overrideNames.contains(compose.name), let node = root["stack"]?["compose"] {
                report.error(
                    "`\(compose.name)` is the name of what a machine's owner lays over the compose file", at: node,
                    help: "call it compose.yaml")
            }
            stack.files.append(StackFile(path: compose.name, content: .verbatim(compose.bytes)))
            layout.add(compose.name)
        }
        for node in root["stack"]?["files"]?.sequence ?? [] {
            for file in readFiles(node, environmentFiles: compose?.environmentFiles ?? []) {
                if let problem = layout.problem(with: file.path) {
                    report.error(problem, at: node["to"] ?? node["from"] ?? node, help: "choose another `to`")
                } else {
                    stack.files.append(file)
                    layout.add(file.path)
                }
            }
        }
        return stack
    }

    private func readFiles(_ node: Node, environmentFiles: Set<String>) -> [StackFile] {
        guard let from = node["from"], let source = from.string else { return [] }
        do throws(SourceFolder.Failure) {
            let base = try folder.normalized(source)
            let target = try target(node, base: base)
            let files = try folder.files(at: source)
            if files.isEmpty {
                report.warning("the folder `\(source)` is empty", at: from, help: "put files in it or remove the line")
            }
            return files.map { file in
                let content = content(of: file, node)
                let path = target + file.path.dropFirst(base.count)
                return StackFile(
                    path: path, content: content, mode: mode(of: file, node),
                    format: format(of: file, content, node, path: path, environmentFiles: environmentFiles))
            }
        } catch {
            report.error(error.message, at: from, help: error.help)
            return []
        }
    }

    private func target(_ node: Node, base: String) throws(SourceFolder.Failure) -> String {
        guard let to = node["to"], let path = to.string else { return base }
        let parts = path.split(separator: "/").filter { $0 != "." }
        if path.hasPrefix("/") || parts.contains("..") || parts.isEmpty {
            report.error(
                "`\(path)` is not within /opt/\(app.name)", at: to, help: "write a path relative to /opt/\(app.name)")
            return base
        }
        return parts.joined(separator: "/")
    }

    private func mode(of file: SourceFolder.File, _ node: Node) -> UInt16 {
        node["mode"]?.string.flatMap { UInt16($0, radix: 8) } ?? (file.isExecutable ? 0o755 : 0o644)
    }

    private func content(of file: SourceFolder.File, _ node: Node) -> StackFile.Content {
        guard node["render"]?.bool == true else { return .verbatim(file.bytes) }
        let source = SourceText(file: folder.display(file.path), bytes: file.bytes)
        let report = report.findings.reporter(for: source)
        guard let text = String(validating: file.bytes, as: UTF8.self) else {
            report.add(
                .error, "this is not UTF-8, so nothing can be filled in", at: Mark(line: 1, column: 1), length: 1,
                help: "save it as UTF-8, or copy it as it is without `render`")
            return .verbatim(file.bytes)
        }
        let (template, problems) = TemplateParser.parse(text, scope: scope("a file"))
        for problem in problems {
            let mark = Mark(offset: problem.offset, in: text)
            report.add(.error, problem.message, at: mark, length: problem.length, help: problem.help)
        }
        return .rendered(template)
    }
}

/// What is laid down in /opt/NAME so far.
private struct Layout {
    private var files: Set<String> = []
    private var folders: Set<String> = []

    mutating func add(_ path: String) {
        files.insert(path)
        folders.formUnion(Self.parents(of: path))
    }

    func problem(with path: String) -> String? {
        if path == ".env" { return "`.env` is written from `env` on the machine" }
        if Stack.overrideNames.contains(path) {
            return "`\(path)` belongs to the machine's owner, who changes the services by it"
        }
        if files.contains(path) { return "`\(path)` is laid down twice" }
        let isNested = folders.contains(path) || Self.parents(of: path).contains(where: files.contains)
        return isNested ? "`\(path)` would be a file and a folder at once" : nil
    }

    private static func parents(of path: String) -> [String] {
        path.indices.filter { path[$0] == "/" }.map { String(path[..<$0]) }
    }
}

extension Mark {
    /// The place of a Unicode scalar in a text.
    fileprivate init(offset: Int, in text: String) {
        self.init(line: 1, column: 1)
        for scalar in text.unicodeScalars.prefix(offset) {
            if scalar == "\n" {
                line += 1
                column = 1
            } else {
                column += 1
            }
        }
    }
}
