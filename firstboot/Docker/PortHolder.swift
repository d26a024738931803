import Host

/// Who listens on a port of this machine.
package struct PortHolder: Equatable {
    /// The program's name, as the kernel has it.
    package var program: String
    package var process: Int
    /// The systemd service that it belongs to.
    package var unit: String?

    /// What people see: `nginx (process 812, nginx.service)`.
    package var description: String {
        "\(program) (process \(process)" + (unit.map { ", \($0)" } ?? "") + ")"
    }

    /// Whether the engine passes the port on to a container.
    package var isEngine: Bool { program == "docker-proxy" || program == "dockerd" }

    /// - Parameters:
    ///   - isUDP: TCP otherwise.
    ///   - proc: Where the kernel shows its processes.
    /// - Returns: nil if nobody does, or if the process cannot be seen.
    package static func of(_ port: Int, isUDP: Bool, proc: String = "/proc") -> PortHolder? {
        let files = Files(.system)
        let links = sockets(port, isUDP: isUDP, proc: proc)
        guard !links.isEmpty else { return nil }
        for process in files.names(in: proc).compactMap({ Int($0) }).sorted() {
            let folder = "\(proc)/\(process)/fd"
            let holds = files.names(in: folder).contains { name in
                files.target(of: "\(folder)/\(name)").map { links.contains($0) } ?? false
            }
            guard holds else { continue }
            let program = text("\(proc)/\(process)/comm", files).filter { !$0.isNewline }
            return PortHolder(program: program, process: process, unit: unit(text("\(proc)/\(process)/cgroup", files)))
        }
        return nil
    }

    /// Whether somebody listens on a port, whose process may not be visible.
    package static func isTaken(_ port: Int, isUDP: Bool) -> Bool {
        !sockets(port, isUDP: isUDP, proc: "/proc").isEmpty
    }

    private static func sockets(_ port: Int, isUDP: Bool, proc: String) -> Set<String> {
        let tables = isUDP ? ["udp", "udp6"] : ["tcp", "tcp6"]
        return Set(
            tables.flatMap { inodes(text("\(proc)/net/\($0)", Files(.system)), port, state: isUDP ? "07" : "0A") })
    }

    /// The links that processes have to sockets of that port, such as `socket:[4711]`.
    ///
    /// Source: proc_pid_net(5).
    static func inodes(_ table: String, _ port: Int, state: String) -> [String] {
        table.split(separator: "\n").dropFirst().compactMap { line in
            let words = line.split(separator: " ")
            guard words.count > 9, words[3] == state, let digits = words[1].split(separator: ":").last,
                Int(digits, radix: 16) == port
            else { return nil }
            return "socket:[\(words[9])]"
        }
    }

    /// From `0::/system.slice/nginx.service`.
    package static func unit(_ groups: String) -> String? {
        groups.split(whereSeparator: { $0 == "/" || $0 == "\n" }).map(String.init).last { $0.hasSuffix(".service") }
    }

    private static func text(_ path: String, _ files: Files) -> String {
        String(decoding: (try? files.read(path)).flatMap { $0 } ?? [], as: UTF8.self)
    }
}
