import Host
import Installation
import Plan

/// A port that an app needs and that somebody has already.
package struct PortConflict: Equatable, Sendable {
    package var port: PublishedPort
    /// Who has it, as people see it.
    package var holder: String
    /// How to get it.
    package var help: String

    package var name: String { "port \(port.port)/\(port.transport.rawValue)" }

    /// - Parameters:
    ///   - project: The Compose project whose containers may have the ports.
    ///   - ofPrograms: Whether programs count as well, not only containers.
    package static func all(
        _ ports: [PublishedPort], project: String, ofPrograms: Bool = true
    ) -> [PortConflict] {
        let publishers = (try? DockerEngine().publishers()) ?? []
        var seen: [PublishedPort] = []
        return ports.compactMap { port in
            guard !seen.contains(port) else { return nil }
            seen.append(port)
            if let publisher = publishers.first(where: { $0.publishes(port) }) {
                return publisher.project == project ? nil : PortConflict(port, publisher)
            }
            return ofPrograms ? ofProgram(port) : nil
        }
    }

    private static func ofProgram(_ port: PublishedPort) -> PortConflict? {
        let isUDP = port.transport == .udp
        if let holder = PortHolder.of(port.port, isUDP: isUDP) {
            return PortConflict(port: port, holder: "\(holder.description) has it", help: holder.help)
        }
        guard PortHolder.isTaken(port.port, isUDP: isUDP) else { return nil }
        // A unit may not look into the processes of others.
        let list = Command("ss", ["--listening", "--numeric", "--processes", isUDP ? "--udp" : "--tcp"]).line
        return PortConflict(
            port: port, holder: "a program has it", help: "`\(list)` names the program: stop it or its unit")
    }

    private init(port: PublishedPort, holder: String, help: String) {
        self.port = port
        self.holder = holder
        self.help = help
    }

    private init(_ port: PublishedPort, _ publisher: Publisher) {
        self.port = port
        if publisher.project == Edge.defaultProject {
            holder = "the machine's edge, one Caddy for all apps that have `expose`, has it"
            help = "an app with a proxy of its own needs a machine of its own, or a release with `expose`"
        } else {
            holder = "\(publisher.description) has it"
            help =
                "`\(Command("docker", ["stop", publisher.name]).line)` stops it; an app with a proxy of its own and one with "
                + "`expose` cannot share a machine"
        }
    }
}

extension PortHolder {
    /// How to get the port.
    package var help: String {
        if isEngine { return "another app's container has it: `docker ps` names it" }
        return unit.map { "`\(Command("systemctl", ["disable", "--now", $0]).line)` stops it" } ?? "stop that program"
    }
}

/// A running container with ports of the machine.
package struct Publisher: Decodable, Sendable {
    private var names: [String]?
    private var labels: [String: String]?
    private var ports: [Port]?

    private struct Port: Decodable {
        var address: String?
        var port: Int?
        var transport: String?

        private enum CodingKeys: String, CodingKey {
            case address = "IP"
            case port = "PublicPort"
            case transport = "Type"
        }
    }

    package var name: String { names?.first.map { String($0.drop { $0 == "/" }) } ?? "a container" }
    package var project: String? { labels?["com.docker.compose.project"] }

    package var description: String {
        "the container \(name)" + (project.map { " of \($0)" } ?? "")
    }

    package func publishes(_ wanted: PublishedPort) -> Bool {
        (ports ?? []).contains { port in
            port.port == wanted.port && port.transport == wanted.transport.rawValue
                && (Self.isAny(port.address) || Self.isAny(wanted.address) || port.address == wanted.address)
        }
    }

    private static func isAny(_ address: String?) -> Bool { [nil, "", "0.0.0.0", "::"].contains(address) }

    private enum CodingKeys: String, CodingKey {
        case names = "Names"
        case labels = "Labels"
        case ports = "Ports"
    }
}

extension DockerEngine {
    /// The running containers of all projects.
    package func publishers() throws -> [Publisher] { try decode(try get("/containers/json")) }
}
