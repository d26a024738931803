/// Where things are on the machine; the names are a contract (docs/reference).
public struct Paths: Sendable {
    public let stack: String
    public let state: String
    public let parameters: String
    public let credentials: String
    /// Volatile: which step runs now, for `status`.
    public let progress: String
    /// What agetty shows above the login prompt; volatile.
    public let loginPrompt: String
    /// Where agetty looks for it.
    public let loginPromptLink: String
    /// What pam_motd runs at each login.
    public let message: String
    /// The first-boot executable, once it is installed.
    public let binary: String
    /// What cloud-init runs once for each instance.
    public let hook: String
    /// Which container images `prepare` put there, by digest.
    public let images: String

    public init(app: String) {
        stack = "/opt/\(app)"
        state = "/var/lib/landfall/\(app)"
        parameters = "/etc/\(app)/parameters.yaml"
        credentials = "/root/\(app)-credentials.txt"
        progress = "/run/landfall-\(app).json"
        loginPrompt = "/run/landfall-\(app).issue"
        loginPromptLink = "/etc/issue.d/\(app).issue"
        message = "/etc/update-motd.d/95-\(app)"
        binary = "\(Self.binaries)/\(app)\(Self.binarySuffix)"
        images = "/var/lib/landfall/\(app)-images.json"
        hook = "/var/lib/cloud/scripts/per-instance/\(app)"
    }

    public static let binaries = "/usr/local/bin"
    public static let binarySuffix = "ctl"

    public var stateFile: String { state + "/state.json" }
    public var secretsFile: String { state + "/secrets.json" }
    /// The machine whose owner has seen the credentials.
    public var seen: String { state + "/seen" }
    public var lock: String { state + "/lock" }
}
