import DomainCheck
import Host
import Installation
import JSON
import Plan

/// A domain that the owner has given and that does not lead here yet, and what is wrong with it, as awaited.json has it.
/// The state says whether one is awaited (``Record/awaited``); the file is for those who ask why, and for the timer's unit,
/// which runs only where the file is.
package struct AwaitedDomain: Codable, Equatable, Sendable {
    private var format = 1
    package let name: String
    /// As the last look has found them; none if nobody has looked since the file was lost.
    package var problems: [Problem]
    /// Which records to set where.
    package var wanted: String
    /// When a token last failed to come through these addresses, in seconds since 1970.
    package var tried: Double?
    package var triedAddresses: [String]?

    package struct Problem: Codable, Equatable, Sendable {
        package var detail: String
        package var help: String?

        package init(detail: String, help: String?) {
            self.detail = detail
            self.help = help
        }
    }

    package init(name: String, problems: [Problem], wanted: String) {
        self.name = name
        self.problems = problems
        self.wanted = wanted
    }

    /// What keeps the name from being used.
    package static func problems(_ findings: [Finding]) -> [Problem] {
        findings.filter { $0.verdict == .fail }.map { finding in
            let isPlain = finding.name == "DNS" || finding.name == "edge"
            return Problem(detail: (isPlain ? "" : "\(finding.name): ") + finding.detail, help: finding.help)
        }
    }

    /// - Returns: nil if the machine awaits none.
    package init?(_ record: Record?, on machine: Machine) {
        guard let record, let name = record.awaited else { return nil }
        // A damaged or old one is only words that are missing until the next look.
        let bytes = (try? machine.files.read(machine.paths.awaited)).flatMap { $0 } ?? []
        if let known = try? JSONCoder.decode(AwaitedDomain.self, from: bytes), known.name == name {
            self = known
        } else {
            let check = NameCheck(machine, name, Values(machine.plan, record, [:]))
            self.init(name: name, problems: [], wanted: check.wanted)
        }
    }

    /// Of a machine that is set up.
    package static func of(_ machine: Machine) throws -> AwaitedDomain? {
        AwaitedDomain(try StateStore(machine).load().state?.recorded, on: machine)
    }

    package func write(on machine: Machine) throws {
        let bytes = try JSONCoder.encode(self, pretty: true) + [0x0a]
        if try machine.files.read(machine.paths.awaited) == bytes { return }
        try machine.files.write(machine.paths.awaited, bytes, mode: 0o600)
    }

    /// Lets the timer run as long as a domain is awaited, and no longer.
    static func settle(_ machine: Machine, _ record: Record?) async throws {
        guard machine.plan.domain != nil else { return }
        let awaited = AwaitedDomain(record, on: machine)
        let isThere = machine.files.exists(machine.paths.awaited)
        if let awaited {
            try awaited.write(on: machine)
        } else if isThere {
            try machine.files.remove(machine.paths.awaited)
        }
        let unit = machine.paths.awaitedTimer
        guard awaited != nil || isThere, machine.hasSystemd, machine.files.exists("/etc/systemd/system/\(unit)") else {
            return
        }
        // Each boot starts it as well, and it does nothing where the file is not.
        _ = try? await Command("systemctl", ["--no-block", awaited == nil ? "stop" : "start", unit]).run()
    }

    /// One readable line.
    package var text: String {
        let why = problems.isEmpty ? "it does not lead here yet" : problems.map(\.detail).joined(separator: "; ")
        return "\(name) is awaited: \(why)"
    }

    /// What to do about it.
    package func help(_ machine: Machine) -> String {
        let helps = problems.compactMap(\.help)
        let first = helps.isEmpty ? wanted : helps.joined(separator: "; ")
        return "\(first). Then the app takes it by itself within minutes, or at once by "
            + "`\(machine.command) domain \(name)`"
    }
}
