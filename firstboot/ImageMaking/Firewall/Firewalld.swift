import Host
import Installation
import Plan
import Text

/// firewalld, the RHEL family's firewall. It opens ports in the default zone and sets DOCKER-USER with direct rules,
/// which it restores at each start (firewalld.direct(5)).
struct Firewalld {
    let machine: Machine
    static let directRules = "/etc/firewalld/direct.xml"

    init(_ machine: Machine) { self.machine = machine }

    func apply(_ ports: OpenPorts) async throws {
        let others = DockerRules.others(
            than: machine.plan.app.name,
            in: String(decoding: try machine.files.read(Self.directRules) ?? [], as: UTF8.self))
        if !others.isEmpty { machine.note("\(Self.directRules): kept the rules of another app") }
        try await note(ports)
        let text = Self.direct(app: machine.plan.app.name, ports.rules, others: others)
        try machine.files.writeWithFolders([.init(Self.directRules, Array(text.utf8), mode: 0o644)])
        for rule in ports.rules { try await run("firewall-offline-cmd", ["--add-port=\(rule)"]) }
        guard machine.hasSystemd else { return }
        try await run("systemctl", ["enable", "--now", "firewalld.service"])
        try await run("firewall-cmd", ["--reload"])
    }

    private func note(_ ports: OpenPorts) async throws {
        let open = try await Command("firewall-offline-cmd", ["--list-ports"], environment: ["LC_ALL": "C"]).output()
            .flatMap { $0.split(separator: " ").map(String.init) }
        let isOn = try await Command("systemctl", ["is-enabled", "firewalld.service"]).run().succeeded
        try MachineChanges.update(on: machine) { changes in
            changes.firewall.note(ports, of: machine.plan.app.name, isOn: isOn, isThere: open.contains)
        }
    }

    /// See ``UFW/undo(_:isLast:staysOpen:)``.
    func undo(_ changes: MachineChanges.FirewallChanges, isLast: Bool, staysOpen: [PortRule]) async throws {
        let text = String(decoding: try machine.files.read(Self.directRules) ?? [], as: UTF8.self)
        let others = DockerRules.others(than: machine.plan.app.name, in: text)
        if others.isEmpty {
            try machine.files.remove(Self.directRules)
        } else {
            let kept = Self.direct(app: machine.plan.app.name, [], others: others)
            try machine.files.write(Self.directRules, Array(kept.utf8), mode: 0o644)
        }
        let isTurnedOff = isLast && changes.wasTurnedOn
        let app = machine.plan.app.name
        for rule in changes.rulesToClose(for: app, isTurnedOff: isTurnedOff, staysOpen: staysOpen) {
            _ = try await Command("firewall-offline-cmd", ["--remove-port=\(rule)"]).run()
        }
        guard machine.hasSystemd else { return }
        if isTurnedOff {
            try await run("systemctl", ["disable", "--now", "firewalld.service"])
        } else {
            try await run("firewall-cmd", ["--reload"])
        }
    }

    static func direct(app: String, _ open: [PortRule], others: [String] = []) -> String {
        let prefix = "-A DOCKER-USER "
        let kept = others.compactMap { line -> String? in
            guard let start = line.firstRange(of: ">"), let stop = line.firstRange(of: "</rule>") else { return nil }
            return prefix + line[start.upperBound..<stop.lowerBound]
        }
        let unique = kept.reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
        let rules = DockerRules(app: app, open: open, others: unique, ownerChain: nil, refusal: "DROP")
        var lines = ["<?xml version=\"1.0\" encoding=\"utf-8\"?>", "<direct>"]
        for family in ["ipv4", "ipv6"] {
            lines.append("  <chain ipv=\"\(family)\" table=\"filter\" chain=\"DOCKER-USER\"/>")
            for (place, line) in rules.lines.enumerated() {
                lines.append(
                    "  <rule ipv=\"\(family)\" table=\"filter\" chain=\"DOCKER-USER\" priority=\"\(place)\">"
                        + line.dropFirst(prefix.count) + "</rule>")
            }
        }
        return (lines + ["</direct>", ""]).joined(separator: "\n")
    }

    private func run(_ program: String, _ arguments: [String]) async throws {
        let result = try await Command(program, arguments, environment: ["LC_ALL": "C"]).run()
        // "ALREADY_ENABLED" is a warning, not a failure.
        if result.succeeded || result.mentions(["ALREADY_ENABLED"]) { return }
        throw Failure(
            .unavailable, "`\(program) \(arguments.joined(separator: " "))` failed",
            details: Array(result.lastLines.suffix(10)), help: "fix what it says and run this again")
    }
}
