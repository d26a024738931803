import YAML

/// A file that a Compose file names and that must exist where Compose runs.
public struct FileReference {
    public enum Use: Equatable, Sendable {
        /// Another Compose file, whose declarations become the project's.
        case include
        /// Another Compose file, from which one service is taken.
        case extends
        case environmentFile, labelFile
        /// The values of an included file's variables.
        case includedEnvironment
        /// A profile in `security_opt`.
        case seccomp
        case secret(String)
        case config(String)

        /// As in "the … `NAME`".
        public var title: String {
            switch self {
            case .include: "included file"
            case .extends: "extended file"
            case .environmentFile, .includedEnvironment: "environment file"
            case .seccomp: "seccomp profile"
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
        self.init(
            use, text, from: layer.directory, at: ComposeService.Placed(node: node, layer: layer),
            isOptional: isOptional, projectDirectory: projectDirectory)
    }

    private init(
        _ use: Use, _ text: String, from base: String, at place: ComposeService.Placed, isOptional: Bool = false,
        projectDirectory: Node? = nil
    ) {
        self.use = use
        self.text = text
        self.isOptional = isOptional
        if let directory = projectDirectory?.string,
            case .within(let path) = ProjectPath(directory, from: place.layer.directory)
        {
            self.projectDirectory = path + "/"
        } else {
            self.projectDirectory = nil
        }
        location = ProjectPath(text, from: base)
        self.place = place
    }

    /// A service's seccomp profile; nil where a security option names no file.
    ///
    /// Source: docker/compose, pkg/compose/create.go, parseSecurityOpts: the path's base is the project's folder.
    init?(securityOption item: ComposeService.Placed, value: (String) -> Interpolation.Value) {
        guard let text = item.node.string.flatMap({ Interpolation($0).resolved(value) }),
            let path = Self.seccompProfile(text)
        else { return nil }
        self.init(.seccomp, path, from: "", at: item)
    }

    /// The path in `seccomp:PATH` and `seccomp=PATH`; nil for other options, and where Docker knows the profile.
    public static func seccompProfile(_ text: String) -> String? {
        guard text.hasPrefix("seccomp:") || text.hasPrefix("seccomp=") else { return nil }
        let path = String(text.dropFirst("seccomp:".count))
        return ["", "unconfined", "builtin"].contains(path) ? nil : path
    }
}

extension ComposeProject {
    /// The files that the project names, except its Compose files.
    public var files: [FileReference] {
        services.flatMap { service -> [FileReference] in
            let environment = service.items("env_file").compactMap { item -> FileReference? in
                var reference = FileReference(
                    .environmentFile, item.node["path"] ?? item.node, in: item.layer,
                    isOptional: item.node["required"]?.flag == false, value: value)
                reference?.isRaw = item.node["format"]?.string == "raw"
                return reference
            }
            let labels = service.items("label_file").compactMap { item in
                FileReference(.labelFile, item.node, in: item.layer, value: value)
            }
            let profiles = service.items("security_opt").compactMap { FileReference(securityOption: $0, value: value) }
            return environment + labels + profiles
        }
            + declaring.flatMap { file -> [FileReference] in
                let layer = ComposeService.Layer(file.root, report: file.report, directory: file.directory)
                let secrets = file.declared(.secrets).compactMap {
                    FileReference(.secret($0.name), $0.value["file"], in: layer, value: value)
                }
                let configs = file.declared(.configs).compactMap {
                    FileReference(.config($0.name), $0.value["file"], in: layer, value: value)
                }
                let nodes = (file.root["include"]?.sequence ?? []).compactMap { $0["env_file"] }
                let environments = nodes.flatMap { $0.sequence ?? [$0] }.compactMap {
                    FileReference(.includedEnvironment, $0, in: layer, value: value)
                }
                return secrets + configs + environments
            }
    }
}
