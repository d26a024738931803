import Glibc
import Host
import Plan

/// What a simulation needs of the computer that it runs on.
public enum ThisComputer {
    /// What is in the way, and how to mend it.
    public struct Unfit: Error, CustomStringConvertible {
        public let description: String
    }

    /// Asks the Docker Engine for a sign of life, so that nobody waits for one that is not there.
    public static func requireEngine() async throws {
        let answer = try? await Command("docker", ["version", "--format", "{{.Server.Version}}"]).run()
        if answer?.succeeded == true { return }
        let address = ThisProcess.variable("DOCKER_HOST").map { " at \($0)" } ?? ""
        throw Unfit(
            description: "no Docker Engine answers\(address)\n"
                + "help: start Docker; in Landfall's own folder put Scripts/with-engine before the command")
    }

    /// Looks whether the stack's ports are free here.
    static func requirePorts(of plan: Plan, _ map: PortMap) throws(Unfit) {
        for port in plan.stack.services.flatMap(\.ports) where port.transport == .tcp && !isFree(map[port.port]) {
            throw Unfit(
                description: "port \(map[port.port]) of this computer is taken\n"
                    + "help: publish the machine's port \(port.port) elsewhere, such as --port \(port.port)=1\(port.port)"
            )
        }
    }

    private static func isFree(_ port: Int) -> Bool {
        let socket = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard socket >= 0 else { return true }
        defer { close(socket) }
        var yes: Int32 = 1
        setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
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
