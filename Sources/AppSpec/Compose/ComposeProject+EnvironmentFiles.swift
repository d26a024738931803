import ComposeFile

extension ComposeProject {
    /// The paths within /opt/NAME that services read as their `env_file` in Compose's own syntax (not `format: raw`).
    var environmentFiles: Set<String> {
        Set(
            files.compactMap { reference in
                guard reference.use == .environmentFile, !reference.isRaw, case .within(let path) = reference.location
                else { return nil }
                return path
            })
    }
}
