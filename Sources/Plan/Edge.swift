/// What of an app the machine's edge passes on. The edge is one Caddy for all apps of the machine: it holds ports 80 and
/// 443, gets the certificates, and passes requests on by their host name.
public struct Edge: Codable, Equatable, Sendable {
    /// Caddy's official image. From 2.11.3 on it gets certificates for IPv6 addresses too (caddyserver/caddy#7399).
    public static let defaultImage =
        "caddy:2.11.7@sha256:f2a1290d0463aad60660d4ec134943f183ee2a5f6c3eb7bf32dd984f2f020772"
    /// What the overlay that joins the services to the edge is called, in /opt/NAME.
    public static let overlay = "landfall-edge.yaml"
    /// The network of an app between its exposed services and the edge, as the overlay calls it. It has no way out, so no
    /// service gets one by it.
    public static let network = "landfall-edge"
    public static let defaultProject = "landfall-edge"
    /// Where everything of the edge lies on a machine: its Compose project, Caddy's configuration and certificates, the
    /// record of the apps. 0700.
    public static let folder = "/var/lib/landfall/edge"
    public static let composeFile = "\(folder)/compose.yaml"

    public var image = Edge.defaultImage
    public var exposures: [Exposure]
    /// The Compose project's name; a simulation has one of its own.
    public var project = Edge.defaultProject
    /// The machine's address that the ports are published on; nil for all.
    public var address: String?
    /// The machine's ports that lead to Caddy's 80 and 443.
    public var http = 80
    public var https = 443
    /// Whether Caddy's own authority signs every certificate: a trial asks no public one.
    public var usesOwnAuthority = false

    public init(exposures: [Exposure]) { self.exposures = exposures }

    /// On the machine.
    public var ports: [PublishedPort] {
        [
            PublishedPort(address: address, port: http, containerPort: 80, transport: .tcp),
            PublishedPort(address: address, port: https, containerPort: 443, transport: .tcp),
            PublishedPort(address: address, port: https, containerPort: 443, transport: .udp),
        ]
    }

    /// The ports that the machine's firewall opens for it.
    public static let rules = [
        PortRule(port: 80, transport: .tcp), PortRule(port: 443, transport: .tcp), PortRule(port: 443, transport: .udp),
    ]

    /// The name of a service in the edge's networks: apps may have services of the same name. A project's name has no dot,
    /// and nor has an exposed service's: so no two are the same, and no service is called so by itself.
    public static func alias(of service: String, project: String) -> String { "\(service).\(project)" }
}

/// A service that the edge passes requests on to.
public struct Exposure: Codable, Equatable, Sendable {
    public var service: String
    /// On which it listens in its container, in plain HTTP.
    public var port: Int
    /// A name or an address; one of IPv6 may have brackets.
    public var host: Template
    /// What the requests' paths begin with: `/`, or whole parts such as `/api`.
    public var path: String

    public init(service: String, port: Int, host: Template, path: String = "/") {
        self.service = service
        self.port = port
        self.host = host
        self.path = path
    }
}

extension Edge {
    /// What every app with `expose` asks its machine's owner beside its own parameters.
    public static let parameters = [email, authority]

    public static let email: Parameter = {
        var parameter = Parameter(
            name: "acme_email", kind: .email, label: "E-mail for certificates",
            help: "The certificate authority writes to it where something is wrong with a certificate.",
            example: "admin@example.com", isRequired: false)
        // It is written into Caddy's configuration, which gives other characters of addresses a meaning.
        parameter.pattern = "[A-Za-z0-9._%+@-]+"
        return parameter
    }()

    public static let authority: Parameter = {
        var parameter = Parameter(
            name: "acme_ca", kind: .string, label: "Certificate authority",
            help:
                "The URL of an ACME directory, such as Let's Encrypt's for tests; or `internal`, for certificates that "
                + "the machine signs itself.",
            example: "https://acme-staging-v02.api.letsencrypt.org/directory", isRequired: false)
        // It is written into Caddy's configuration.
        parameter.pattern = "\(ownAuthority)|https?://[]A-Za-z0-9._~:/?=&%[@-]+"
        return parameter
    }()

    /// What ``authority`` says for Caddy's own.
    public static let ownAuthority = "internal"
}
