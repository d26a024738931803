import Glibc
import Host
import Plan

/// What a user can do with a kept simulated machine, as lines to print.
public struct KeptMachine {
    private let simulation: Simulation

    public init(_ simulation: Simulation) { self.simulation = simulation }

    private var machine: SimulatedMachine { simulation.machine }
    private var published: [(service: String, port: PublishedPort)] {
        let rules = machine.plan.stack.edge == nil ? [] : Edge.rules
        return machine.plan.stack.services.flatMap { service in service.ports.map { (service: service.name, port: $0) }
        }
            + rules.map { rule in
                let port = PublishedPort(port: rule.port, containerPort: rule.port, transport: rule.transport)
                return (service: "edge", port: port)
            }
    }

    public var lines: [String] {
        var lines = ["", "The machine and its containers stay."]
        if let link { lines += ["Open it in a browser:", "  \(link.url)"] + link.notes.map { "  " + $0 } }
        if link == nil, let curl = request {
            lines += ["To reach it by the owner's address:", "  \(curl.line)"]
        }
        lines.append("Its ports on this computer:")
        for (service, port) in published {
            let here = "\(port.address ?? "127.0.0.1"):\(simulation.ports[port.port])"
            lines.append("  \(service): \(here) for the machine's \(port.port)/\(port.transport.rawValue)")
        }
        lines += ["The machine's own commands take --root:", "  \(status.line)"]
        lines += ["To end it and remove its data:", "  \(removal)"]
        return lines
    }

    var status: Command { Command(machine.binary, ["status", "--root", machine.folder]) }

    var removal: String {
        ShellWord.sequence(
            [simulation.edgeDown].compactMap(\.self) + [simulation.down, Command("rm", ["-r", machine.folder])])
    }

    /// The words of the credentials.
    private var words: [String] {
        guard let bytes = try? Files(.system).read(machine.credentials) else { return [] }
        return String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isWhitespace).map(String.init)
    }

    /// The first web address among the credentials, in a form that works in this computer's browser.
    var link: WebLink? {
        words.lazy.compactMap { WebLink($0, simulation.ports, published.map(\.port.port)) }.first
    }

    /// A request to an address that a browser would not send to this computer.
    private var request: Command? {
        guard let url = words.first(where: { $0.hasPrefix("https://") }),
            published.contains(where: { $0.port.port == 443 })
        else { return nil }
        return Command("curl", ["--insecure", "--connect-to", "::127.0.0.1:\(simulation.ports[443])", url])
    }
}

/// A web address of the machine, moved to this computer.
struct WebLink: Equatable {
    var url: String
    /// What the user must know or do first.
    var notes: [String] = []

    /// - Parameters:
    ///   - text: The address that the machine's owner gets.
    ///   - published: The machine's ports that are published here.
    /// - Returns: nil if the text is not a web address with one of the ports.
    init?(_ text: String, _ ports: PortMap, _ published: [Int]) {
        guard let scheme = ["https", "http"].first(where: { text.hasPrefix("\($0)://") }) else { return nil }
        let rest = text.dropFirst(scheme.count + 3)
        let authority = rest.prefix { !"/?#".contains($0) }
        // An IPv6 address has its colons in brackets.
        let parts =
            authority.last == "]" ? [authority] : authority.split(separator: ":", omittingEmptySubsequences: false)
        let given = parts.count > 1 ? parts.last.flatMap { Int($0) } : nil
        let usual = scheme == "https" ? 443 : 80
        let host = String(given == nil ? authority : authority.dropLast((parts.last?.count ?? 0) + 1))
        let isElsewhere = host != SimulatedMachine.address && Self.isAddress(host)
        guard !host.isEmpty, !host.contains("@"), !isElsewhere, published.contains(given ?? usual) else { return nil }
        let here = ports[given ?? usual]
        url =
            "\(scheme)://\(host)" + (here == usual ? "" : ":\(here)")
            + (authority.count == rest.count ? "/" : String(rest.dropFirst(authority.count)))
        if host != SimulatedMachine.address {
            notes.append("First point the name here: add `127.0.0.1 \(host)` to /etc/hosts.")
        }
        if scheme == "https" {
            notes.append(
                "The browser warns about the certificate: the app signed it itself, because no authority signs one for a"
            )
            notes.append(
                "trial on your computer. Accept it. A machine with a domain gets a certificate that browsers know.")
        }
    }

    private static func isAddress(_ host: String) -> Bool {
        var address = in6_addr()
        return host.hasPrefix("[") || inet_pton(AF_INET, host, &address) == 1
    }
}
