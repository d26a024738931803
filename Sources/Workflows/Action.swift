/// An action that steps use, pinned by the commit of its release.
///
/// Source: the tags of each action's repository. To take a newer release, change commit and version together.
struct Action: Sendable {
    /// Such as `actions/checkout`.
    let name: String
    /// All 40 digits: a tag can be moved by whoever takes over the repository, a commit cannot.
    let commit: String
    /// The tag of that commit, for people and for programs that look for updates.
    let version: String

    static let checkout = Action(
        name: "actions/checkout", commit: "3d3c42e5aac5ba805825da76410c181273ba90b1", version: "v7.0.1")
    static let uploadArtifact = Action(
        name: "actions/upload-artifact", commit: "043fb46d1a93c77aae656e7c1c64a875d1fc6a0a", version: "v7.0.1")
    static let downloadArtifact = Action(
        name: "actions/download-artifact", commit: "3e5f45b2cfb9172054b4087a40e8e0b5a5461e7c", version: "v8.0.1")
    static let attest = Action(
        name: "actions/attest", commit: "1e69f48acb82d1966a394da916b4c1698aa569d6", version: "v4.2.2")
    static let setupBuildx = Action(
        name: "docker/setup-buildx-action", commit: "37fe631027851001ddb9b187196cc803df7f5f0e", version: "v4.3.0")
    static let login = Action(
        name: "docker/login-action", commit: "4907a6ddec9925e35a0a9e82d7399ccc52663121", version: "v4.1.0")
    static let buildAndPush = Action(
        name: "docker/build-push-action", commit: "53b7df96c91f9c12dcc8a07bcb9ccacbed38856a", version: "v7.3.0")
    static let scan = Action(
        name: "anchore/scan-action", commit: "e1165082ffb1fe366ebaf02d8526e7c4989ea9d2", version: "v7.4.0")
}
