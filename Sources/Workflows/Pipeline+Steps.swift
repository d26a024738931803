import Plan

/// Steps and machines that several workflows have.
extension Pipeline {
    static let runner = "ubuntu-24.04"

    /// A machine with that processor, so that nothing is built in an emulator.
    static func runner(_ architecture: Architecture) -> String {
        switch architecture {
        case .amd64: runner
        case .arm64: "\(runner)-arm"
        }
    }

    /// All of the history, which tags and `version: git` need. The token does not stay behind for later steps.
    ///
    /// - Parameter commit: The one that the run is about where it is nil.
    static func checkout(_ commit: Value? = nil) -> Step {
        var inputs: [(String, Setting)] = [("fetch-depth", .number(0)), ("persist-credentials", .flag(false))]
        if let commit { inputs.insert(("ref", .value(commit)), at: 0) }
        return .use("Check out", .checkout, inputs)
    }

    /// Without GitHub's cache, into which another branch's run could put something.
    static let setupBuildx = Step.use("Set up Buildx", .setupBuildx, [("cache-binary", .flag(false))])

    static func login(_ host: RegistryHost) -> Step {
        let user = Value.expression(host.isGitHubs ? "github.actor" : "secrets.\(host.secrets.user)")
        let password = Value.expression(host.isGitHubs ? "github.token" : "secrets.\(host.secrets.password)")
        return .use(
            "Log in to \(host.name)", .login,
            [("registry", .text(host.name)), ("username", .value(user)), ("password", .value(password))])
    }

    static let installLandfall = Step.run(
        "Install landfall",
        environment: [
            ("LANDFALL_URL", .expression("vars.LANDFALL_URL")), ("LANDFALL_KEY", .expression("vars.LANDFALL_KEY")),
        ], Script.installLandfall)
}
