import Glibc
import Host
import Plan

/// What a simulation needs on this computer.
public enum ThisComputer {
    /// What is wrong, and how to fix it.
    public struct Unfit: Error, CustomStringConvertible {
        public let description: String
    }

    /// Checks that the Docker Engine answers, so that nobody waits for a missing one.
    ///
    /// - Parameter otherwise: Another way out besides starting an engine, such as ", or give …".
    public static func requireEngine(otherwise: String = "") async throws {
        let place = ThisProcess.variable("DOCKER_HOST").map { " at \($0)" } ?? ""
        let answer: CommandResult
        do throws(CommandFailure) {
            answer = try await Command("docker", ["version", "--format", "{{.Server.Version}}"]).run()
        } catch {
            throw Unfit(
                description: "\(error)\nhelp: install Docker with its Compose plugin (docs.docker.com/engine/install)"
                    + otherwise)
        }
        guard !answer.succeeded else { return try await requireCompose() }
        // The text of EACCES from Go and the system, which the docker command passes on.
        if answer.lastLines.contains(where: { $0.lowercased().contains("permission denied") }) {
            throw Unfit(
                description: "you may not use the Docker Engine\(place): permission denied\n"
                    + "help: run it with sudo, or join the engine's group (sudo usermod -aG docker \"$USER\") and log in "
                    + "again" + otherwise)
        }
        throw Unfit(
            description: "no Docker Engine answers\(place)\n"
                + "help: start Docker; in Landfall's own folder, put Scripts/with-engine before the command" + otherwise
        )
    }

    private static func requireCompose() async throws {
        if try await Command("docker", ["compose", "version"]).run().succeeded { return }
        throw Unfit(
            description: "this `docker` has no Compose plugin\n"
                + "help: install the package docker-compose-v2 (Ubuntu) or docker-compose-plugin (Docker's repository)")
    }

    /// Checks that the stack's ports are free here, and names all that are not.
    static func requirePorts(of plan: Plan, _ map: PortMap) throws(Unfit) {
        let own = plan.stack.services.flatMap(\.ports).map { ($0.port, $0.transport) }
        let published = own + (plan.stack.edge == nil ? [] : Edge.rules.map { ($0.port, $0.transport) })
        let taken = published.filter { !isFree(map[$0.0], $0.1) }.map(\.0)
        if taken.isEmpty { return }
        // Ports that stay are repeated, so that the line can be typed as it is.
        var ports = map.ports
        for port in Set(taken).sorted() { ports[port] = otherPort(for: port, besides: Set(ports.values)) }
        let here = Set(taken.map { map[$0] }).sorted().map(String.init)
        let options = ports.sorted { $0.key < $1.key }.map { "--port \($0)=\($1)" }
        throw Unfit(
            description: "\(here.count == 1 ? "port" : "ports") \(here.joined(separator: " and ")) of this computer "
                + "\(here.count == 1 ? "is" : "are") taken\nhelp: publish elsewhere: \(options.joined(separator: " "))")
    }

    /// A free unprivileged port that resembles the machine's.
    static func otherPort(for port: Int, besides taken: Set<Int>) -> Int {
        let candidates = stride(from: 8000, through: 60_000, by: 1000).map { $0 + port } + Array(20_000..<32_000)
        return candidates.first {
            $0 <= 65_535 && !taken.contains($0) && isFree($0, .tcp) && isFree($0, .udp)
        } ?? port
    }

    private static func isFree(_ port: Int, _ transport: PortRule.Transport) -> Bool {
        let kind = transport == .tcp ? SOCK_STREAM : SOCK_DGRAM
        let socket = socket(AF_INET, Int32(kind.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard socket >= 0 else { return true }
        defer { close(socket) }
        var yes: Int32 = 1
        if transport == .tcp {
            setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
        }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(truncatingIfNeeded: port).bigEndian
        address.sin_addr.s_addr = INADDR_LOOPBACK.bigEndian
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0 || errno != EADDRINUSE
            }
        }
    }
}
