import YAML

extension ComposeFile {
    /// The paths within /opt/NAME that services read as their `env_file` in Compose's own syntax (not `format: raw`).
    var environmentFiles: Set<String> {
        let nodes = services.flatMap { service in service["env_file"].map { $0.sequence ?? [$0] } ?? [] }
        let paths = nodes.filter { $0["format"]?.string != "raw" }.compactMap { ($0["path"] ?? $0).string }
        return Set(paths.compactMap { try? folder.normalized($0) })
    }
}
