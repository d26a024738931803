import Text

/// A private registry whose login the owner of the machine gives by parameters.
public struct RegistryAccess: Codable, Equatable, Sendable {
    /// As images' names begin with it, and `docker.io` for Docker's own: see ``host(_:)``.
    public var host: String
    public var username: Template
    /// A password or a token. Without a value, the machine does not log in.
    public var password: Template

    public init(host: String, username: Template, password: Template) {
        self.host = host
        self.username = username
        self.password = password
    }

    /// What a registry is called in an image's name, in Docker's way.
    ///
    /// - Returns: nil if that is no host.
    public static func host(_ text: String) -> String? {
        let parts = text.lowercased().split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        let isPort = parts.count < 2 || parts.count == 2 && Int(parts[1]).map((1...65535).contains) == true
        guard isPort, Syntax.isMachineName(parts[0]),
            parts[0].contains(".") || parts.count == 2 || parts[0] == "localhost"
        else { return nil }
        return ["index.docker.io", "registry-1.docker.io"].contains(parts[0]) ? "docker.io" : text.lowercased()
    }

    /// What to tell somebody who has written another text than a host.
    public static let hostHelp =
        "write it as images begin with it, without https:// and path: ghcr.io, registry.example.com:5000, or docker.io"
}
