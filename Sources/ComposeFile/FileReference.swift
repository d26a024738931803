import YAML

/// A file that a Compose file names and that must exist where Compose runs.
public struct FileReference {
    public enum Use: Equatable, Sendable {
        /// Another Compose file, whose declarations become the project's.
        case include
        /// Another Compose file, from which one service is taken.
        case extends
        case environmentFile, labelFile
        case secret(String)
        case config(String)

        /// As in "the … `NAME`".
        public var title: String {
            switch self {
            case .include: "included file"
            case .extends: "extended file"
            case .environmentFile: "environment file"
            case .labelFile: "label file"
            case .secret: "secret's file"
            case .config: "config's file"
            }
        }
    }

    public let use: Use
    /// As written in the file, with variables filled in.
    public let text: String
    public let location: ProjectPath
    /// Where it stands.
    public let place: ComposeService.Placed
    /// The base of an included file's own paths, if it is not its folder; see ``ComposeFile/directory``.
    public let projectDirectory: String?
    /// If it is missing, Compose goes on without it.
    public let isOptional: Bool
    /// An environment file whose values Compose takes literally (`format: raw`).
    public internal(set) var isRaw = false

    /// Nil if the node is not text, or contains a variable whose value only the machine has.
    init?(
        _ use: Use, _ node: Node?, in layer: ComposeService.Layer, isOptional: Bool = false,
        projectDirectory: Node? = nil, value: (String) -> Interpolation.Value
    ) {
        guard let node, let text = node.string.flatMap({ Interpolation($0).resolved(value) }), !text.isEmpty else {
            return nil
        }
        self.use = use
        self.text = text
        self.isOptional = isOptional
        if let directory = projectDirectory?.string,
            case .within(let path) = ProjectPath(directory, from: layer.directory)
        {
            self.projectDirectory = path + "/"
        } else {
            self.projectDirectory = nil
        }
        location = ProjectPath(text, from: layer.directory)
        place = ComposeService.Placed(node: node, layer: layer)
    }
}

extension ComposeProject {
    /// The files that the project names, except its Compose files.
    public var files: [FileReference] {
        services.flatMap { service -> [FileReference] in
            let environment = service.items("env_file").compactMap { item -> FileReference? in
                var reference = FileReference(
                    .environmentFile, item.node["path"] ?? item.node, in: item.layer,
                    isOptional: item.node["required"]?.bool == false, value: value)
                reference?.isRaw = item.node["format"]?.string == "raw"
                return reference
            }
            let labels = service.items("label_file").compactMap { item in
                FileReference(.labelFile, item.node, in: item.layer, value: value)
            }
            return environment + labels
        }
            + declaring.flatMap { file -> [FileReference] in
                let layer = ComposeService.Layer(file.root, report: file.report, directory: file.directory)
                return file.declared(.secrets).compactMap {
                    FileReference(.secret($0.name), $0.value["file"], in: layer, value: value)
                }
                    + file.declared(.configs).compactMap {
                        FileReference(.config($0.name), $0.value["file"], in: layer, value: value)
                    }
            }
    }
}
