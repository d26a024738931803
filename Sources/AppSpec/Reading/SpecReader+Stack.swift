import ComposeFile
import Findings
import Plan
import Shapes
import Text
import YAML

extension SpecReader {
    /// Each name of a compose file.
    var composeNodes: [Node] {
        guard let node = root["stack"]?["compose"] else { return [] }
        return node.sequence ?? [node]
    }

    /// The compose file with its overlays and those that it includes and extends, if all could be read.
    func readCompose(_ environment: [EnvironmentEntry]) -> ComposeProject? {
        if let node = root["stack"]?["compose"], node.sequence?.isEmpty == true {
            report.error("no compose file is named", at: node, help: "write `compose: compose.yaml`")
        }
        var files: [ComposeFile] = []
        var directory: String?
        for node in composeNodes {
            guard let path = node.string, let file = readCompose(path, node, over: directory) else { return nil }
            directory = directory ?? String(Self.directory(of: path))
            files.append(file)
        }
        guard let main = files.first, let directory else { return nil }
        let values = Dictionary(environment.map { ($0.name, $0.value) }) { first, _ in first }
        return ComposeProject(
            main: main, overlays: Array(files.dropFirst()),
            value: { name in values[name].map { $0.literal.map { .known($0) } ?? .later } ?? .absent },
            read: { readCompose($0, in: directory) })
    }

    /// - Parameter directory: The first file's, which is the project's; nil for the first file itself.
    private func readCompose(_ path: String, _ node: Node, over directory: String?) -> ComposeFile? {
        do throws(SourceFolder.Unfit) {
            let file = try folder.file(at: path)
            let own = directory ?? Self.directory(of: file.path)
            guard file.path.hasPrefix(own) else {
                report.error(
                    "`\(path)` is not in the folder of the first compose file", at: node, help: "move it into `\(own)`")
                return nil
            }
            return ComposeFile(
                path: String(file.path.dropFirst(own.count)), bytes: file.bytes, name: folder.display(file.path),
                directory: "", isOverlay: directory != nil, findings: report.findings)
        } catch {
            report.error(error.message, at: node, help: error.help)
            return nil
        }
    }

    /// - Parameter directory: The main file's, within app.yaml's folder.
    private func readCompose(_ reference: FileReference, in directory: String) -> ComposeFile? {
        guard case .within(let path) = reference.location else { return nil }
        do throws(SourceFolder.Unfit) {
            let file = try folder.file(at: directory + path)
            return ComposeFile(
                path: path, bytes: file.bytes, name: folder.display(file.path), directory: reference.projectDirectory,
                findings: report.findings)
        } catch {
            reference.place.layer.report.error(error.message, at: reference.place.node, help: error.help)
            return nil
        }
    }

    func readStack(_ compose: ComposeProject?) -> Stack {
        var stack = Stack(
            project: app.name, composeFile: compose?.main.path ?? "", files: [],
            services: compose?.summaries ?? [], volumes: compose?.declared(.volumes) ?? [])
        var layout = Layout()
        if let compose {
            stack.overlays = compose.overlays.map(\.path)
            for (file, node) in zip([compose.main] + compose.overlays, composeNodes) {
                if Stack.overrideNames.contains(file.path) {
                    report.error(
                        "`\(file.path)` is the name of what a machine's owner lays over the compose file", at: node,
                        help: file.path == compose.main.path ? "call it compose.yaml" : "call it compose.overlay.yaml")
                } else if let problem = layout.problem(with: file.path) {
                    report.error(problem, at: node, help: "name each file once")
                } else {
                    stack.files.append(StackFile(path: file.path, content: .verbatim(file.bytes)))
                    layout.add(file.path)
                }
            }
            if let node = root["stack"]?["maintenance"] {
                check(service: node, in: compose)
                stack.maintenance = node.string
            }
        }
        for node in root["stack"]?["files"]?.sequence ?? [] {
            stack.folders += readFolder(node, &layout)
            let reload = node["reload"].flatMap { readCommand($0, compose) }
            for var file in readFiles(node, &stack.folders, environmentFiles: compose?.environmentFiles ?? []) {
                file.reload = reload
                if let problem = layout.problem(with: file.path) {
                    report.error(problem, at: node["to"] ?? node["from"] ?? node, help: "choose another `to`")
                } else {
                    stack.files.append(file)
                    layout.add(file.path)
                }
            }
        }
        if let compose, let path = composeNodes.first?.string {
            let files = ProjectFiles(
                compose: compose, folder: folder, directory: Self.directory(of: path), stack: stack)
            for file in files.read() where layout.problem(with: file.path) == nil {
                stack.files.append(file)
                layout.add(file.path)
            }
        }
        return stack
    }

    /// With a slash at the end, or empty.
    static func directory(of path: String) -> String {
        let parts = path.split(separator: "/").filter { $0 != "." }.dropLast()
        return parts.map { $0 + "/" }.joined()
    }

    /// A folder that a container fills.
    private func readFolder(_ node: Node, _ layout: inout Layout) -> [StackFolder] {
        guard let key = node["folder"], let path = relative(key) else { return [] }
        if let problem = layout.problem(withFolder: path) {
            report.error(problem, at: key, help: "choose another folder")
            return []
        }
        let mode = node["mode"]?.string.flatMap { UInt16($0, radix: 8) }
        return [StackFolder(path: path, mode: mode ?? 0o755, owner: owner(node))]
    }

    private func owner(_ node: Node) -> FileOwner? {
        guard let key = node["owner"], let text = key.string, TextRule.owner.matches(text) else { return nil }
        guard let owner = FileOwner(text) else {
            report.error("there is no user or group of that number", at: key, help: TextRule.owner.rule)
            return nil
        }
        return owner
    }

    /// - Parameter folders: Gets those that are somebody's: with the files of a whole folder it is theirs as well.
    private func readFiles(_ node: Node, _ folders: inout [StackFolder], environmentFiles: Set<String>) -> [StackFile] {
        guard let from = node["from"], let source = from.string else { return [] }
        do throws(SourceFolder.Unfit) {
            let base = try folder.normalized(source)
            let target = node["to"].flatMap(relative) ?? base
            let files = try folder.files(at: source)
            if files.isEmpty {
                report.warning("the folder `\(source)` is empty", at: from, help: "put files in it or remove the line")
            }
            let owner = owner(node)
            let paths = files.map { target + $0.path.dropFirst(base.count) }
            if let owner { folders += Self.folders(of: paths, in: target).map { StackFolder(path: $0, owner: owner) } }
            return zip(files, paths).map { file, path in
                let content = content(of: file, node)
                return StackFile(
                    path: path, content: content, mode: mode(of: file, node), owner: owner,
                    format: format(of: file, content, node, path: path, environmentFiles: environmentFiles))
            }
        } catch {
            report.error(error.message, at: from, help: error.help)
            return []
        }
    }

    /// The folder itself and those in it that files lie in, each after the one that it lies in.
    private static func folders(of files: [String], in folder: String) -> [String] {
        let parents = files.flatMap { file in file.indices.filter { file[$0] == "/" }.map { String(file[..<$0]) } }
        return Set(parents.filter { $0.isWithin(folder) }).sorted()
    }

    /// A path within /opt/NAME; nil where it is none, which is reported.
    private func relative(_ node: Node) -> String? {
        guard let path = node.string else { return nil }
        let parts = path.split(separator: "/").filter { $0 != "." }
        guard path.hasPrefix("/") || parts.contains("..") || parts.isEmpty else { return parts.joined(separator: "/") }
        report.error(
            "`\(path)` is not within /opt/\(app.name)", at: node, help: "write a path relative to /opt/\(app.name)")
        return nil
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

    func problem(withFolder path: String) -> String? {
        let isNested = files.contains(path) || Self.parents(of: path).contains(where: files.contains)
        return isNested ? "`\(path)` would be a file and a folder at once" : nil
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
