import Host
import Installation
import JSON
import Plan

/// Which apps of the machine the edge serves, and by which host names. It is written before the edge serves them, so
/// that each name is one app's.
package struct EdgeRecord: Codable, Equatable, Sendable {
    private var format = 1
    /// By the name in paths and units.
    package var apps: [String: App] = [:]
    /// The edge's Compose project.
    package var project = Edge.defaultProject

    package struct App: Codable, Equatable, Sendable {
        /// In lower case, addresses of IPv6 without brackets.
        package var hosts: [String]
        /// Names that the app had before; they redirect to ``hosts``'s first.
        package var redirects: [String] = []
        /// Names that it is about to get.
        package var pending: [String] = []
        /// When it has asked an authority and got no certificate, in seconds since 1970, by name.
        package var tries: [String: [Double]] = [:]
        /// Caddy's image, as the app wants it.
        package var image: String
        /// The Compose project's.
        package var network: String

        package init(hosts: [String], image: String, network: String) {
            self.hosts = hosts
            self.image = image
            self.network = network
        }

        /// Other names than ``hosts`` came later.
        package init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            hosts = try container.decode([String].self, forKey: .hosts)
            redirects = try container.decodeIfPresent([String].self, forKey: .redirects) ?? []
            pending = try container.decodeIfPresent([String].self, forKey: .pending) ?? []
            tries = try container.decodeIfPresent([String: [Double]].self, forKey: .tries) ?? [:]
            image = try container.decode(String.self, forKey: .image)
            network = try container.decode(String.self, forKey: .network)
        }

        /// Every name that is this app's.
        var names: [String] { hosts + redirects + pending }
    }

    package static let path = "\(Edge.folder)/edge.json"

    package init() {}

    /// - Throws: ``Failure`` if it is damaged.
    package static func read(on machine: Machine) throws -> EdgeRecord {
        guard let bytes = try machine.files.read(path) else { return EdgeRecord() }
        do {
            return try JSONCoder.decode(EdgeRecord.self, from: bytes)
        } catch {
            throw Failure(
                .invalidInput, "\(machine.files.root.path(path)) is damaged",
                help: "remove it; each app's `NAMEctl start` writes its part again")
        }
    }

    package func write(on machine: Machine) throws {
        let bytes = try JSONCoder.encode(self, pretty: true) + [0x0a]
        try machine.files.write(Self.path, bytes, mode: 0o600)
    }

    /// Of the apps' images, the one with the newest version in its tag; nil without apps.
    package var image: String? {
        apps.values.map(\.image).max { one, other in
            let (left, right) = (Self.version(one), Self.version(other))
            return left == right ? one < other : left.lexicographicallyPrecedes(right)
        }
    }

    private static func version(_ image: String) -> [Int] {
        (ImageReference(image).tag ?? "").split { !$0.isNumber }.compactMap { Int($0) }
    }

    /// What Caddy serves to who names no host: browsers name none where the URL has an address.
    package var defaultAddress: String? { apps.values.flatMap(\.names).filter(Syntax.isIP).min() }

    /// Gives the app its names.
    ///
    /// - Throws: ``Failure`` if another app has one of them.
    package mutating func claim(_ app: App, for name: String) throws {
        try refuseOthers(app, for: name)
        var app = app
        app.redirects = (apps[name]?.redirects ?? []).filter { !app.hosts.contains($0) }
        app.tries = apps[name]?.tries ?? [:]
        apps[name] = app
    }

    /// - Throws: ``Failure`` if another app has one of the names.
    func refuseOthers(_ app: App, for name: String) throws {
        for (other, claimed) in apps.sorted(by: { $0.key < $1.key }) where other != name {
            guard let host = app.hosts.first(where: claimed.names.contains) else { continue }
            if claimed.redirects.contains(host) {
                throw Failure(
                    .invalidInput, "the host name \(host) is an earlier one of \(other)'s on this machine",
                    help: "`\(Paths.command(of: other)) domain --forget \(host)` lets go of it; then run this again")
            }
            throw Failure(
                .invalidInput, "the host name \(host) is \(other)'s on this machine",
                help:
                    "give one of the two another name (`\(Paths.command(named: name)) configure` sets a parameter), or take "
                    + "\(other) off by `\(Paths.command(named: other)) uninstall`")
        }
    }
}
