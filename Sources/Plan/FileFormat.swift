/// How a rendered file is read, and so how a value is written into it.
public enum FileFormat: String, Codable, CaseIterable, Sendable {
    case text
    case env
    case json
    case yaml
    case shell

    /// What the reference says of it.
    public var summary: String {
        switch self {
        case .text: "values as they are"
        case .env: "`NAME=value` lines as Compose's `env_file` reads them"
        case .json: "values as JSON strings, or within one"
        case .yaml: "values as quoted scalars, or within one"
        case .shell: "values as quoted words, or within one"
        }
    }

    /// What a file's name says of how it is read.
    public init(fileName: String) {
        let extensions: [(String, FileFormat)] = [
            (".env", .env), (".json", .json), (".yaml", .yaml), (".yml", .yaml), (".sh", .shell),
        ]
        self = extensions.first { fileName.hasSuffix($0.0) }?.1 ?? .text
    }
}
