/// The names of the files that an app's first-boot program is made of.
///
/// A release has the program once for each processor and the plan once for each provider. What a machine runs is one of
/// each: the program's bytes and, after them, the plan's.
public struct ProgramFiles: Sendable {
    /// The app's name in app.yaml.
    public let app: String

    public init(app: String) { self.app = app }

    /// The program without a plan, compressed by gzip.
    ///
    /// - Parameter architecture: As `uname -m` says.
    public func program(_ architecture: String) -> String { "\(app)-\(architecture).gz" }

    /// What is appended to it, compressed by gzip.
    public func plan(_ provider: ProviderID) -> String { "\(app)-\(provider).plan.gz" }

    /// The program with the plan. It is in no release.
    ///
    /// - Parameter architecture: As `uname -m` says.
    public func stamped(_ provider: ProviderID, _ architecture: String) -> String {
        "\(app)-\(provider)-\(architecture)"
    }
}
