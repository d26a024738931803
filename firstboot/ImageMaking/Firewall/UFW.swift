import Host
import Installation
import Plan
import Text

/// ufw: its own rules for the machine's ports, and a marked block in after.rules for those that Docker publishes.
///
/// The block lets ufw's routing rules decide first (`ufw route allow`) and leaves refusal to ufw's own policy for
/// routed traffic. So `ufw disable` opens published ports too.
struct UFW {
    let machine: Machine
    /// Each with ufw's name for its chain of routing rules.
    static let ruleFiles = [
        (path: "/etc/ufw/after.rules", chain: "ufw-user-forward", policy: "ufw-skip-to-policy-forward"),
        (path: "/etc/ufw/after6.rules", chain: "ufw6-user-forward", policy: "ufw6-skip-to-policy-forward"),
    ]
    private static let begin = "# BEGIN LANDFALL: ports that Docker publishes"
    private static let end = "# END LANDFALL"

    init(_ machine: Machine) { self.machine = machine }

    /// Add the rules before turning the firewall on, so that the current session survives.
    func apply(_ ports: OpenPorts) async throws {
        try await note(ports)
        try writeDockerRules(ports.rules)
        // Each call of ufw takes a third of a second, so it is not asked for what is so already.
        if policy != "deny" { try await ufw(["default", "deny", "incoming"]) }
        // Also one that is there: it may be for IPv4 alone.
        for rule in ports.rules { try await ufw(["allow", "\(rule)", "comment", machine.plan.app.name]) }
        if isOn {
            // ufw has not read the block yet.
            try await ufw(["reload"])
        } else {
            // Each refusal would print a line on the consoles and push what the owner must read off the screen.
            try setLogLevel("off")
            try await ufw(["--force", "enable"])
        }
        if machine.hasSystemd, !machine.files.isLink("/etc/systemd/system/multi-user.target.wants/ufw.service") {
            _ = try await Command("systemctl", ["enable", "ufw.service"]).run()
        }
    }

    /// Notes what will be changed, before anything is.
    private func note(_ ports: OpenPorts) async throws {
        let shown = Command("ufw", ["show", "added"], environment: ["LC_ALL": "C"])
        let added = hasNoRules ? [] : try await shown.output()
        // "ufw allow 80/tcp comment 'echora'"
        try MachineChanges.update(on: machine) { changes in
            changes.firewall.note(
                ports, of: machine.plan.app.name, isOn: isOn, policy: policy == "deny" ? nil : policy
            ) { rule in added.contains { $0 == "ufw allow \(rule)" || $0.hasPrefix("ufw allow \(rule) ") } }
            if !isOn, let level = setting("LOGLEVEL", in: Self.settings), level != "off" {
                changes.firewall.earlierLogLevel = level
            }
        }
    }

    /// Whether its files have none, which spares a call; false where they cannot be read.
    private var hasNoRules: Bool {
        ["/etc/ufw/user.rules", "/etc/ufw/user6.rules"].allSatisfy { path in
            guard let bytes = try? machine.files.read(path) else { return false }
            return !String(decoding: bytes, as: UTF8.self).contains("### tuple ###")
        }
    }

    /// What ufw does with what comes in, as its command names it; nil if that cannot be read.
    private var policy: String? {
        switch setting("DEFAULT_INPUT_POLICY", in: "/etc/default/ufw") {
        case "ACCEPT": "allow"
        case "DROP": "deny"
        case "REJECT": "reject"
        default: nil
        }
    }

    private static let settings = "/etc/ufw/ufw.conf"

    /// The value in one of ufw's files of NAME=VALUE lines, without its quotes.
    private func setting(_ name: String, in path: String) -> String? {
        let text = (try? machine.files.read(path)).flatMap { $0 } ?? []
        return String(decoding: text, as: UTF8.self).split(separator: "\n")
            .last { $0.hasPrefix("\(name)=") }
            .map { $0.dropFirst(name.count + 1).filter { $0 != "\"" && !$0.isWhitespace } }
    }

    /// While ufw is off this is all that `ufw logging` would do; it reads the file when it is turned on.
    private func setLogLevel(_ level: String) throws {
        guard let bytes = try machine.files.read(Self.settings) else { return }
        var lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
        for index in lines.indices where lines[index].hasPrefix("LOGLEVEL=") { lines[index] = "LOGLEVEL=\(level)" }
        let changed = Array(lines.joined(separator: "\n").utf8)
        if changed != bytes { try machine.files.rewrite(Self.settings, changed) }
    }

    /// Closes what only this app needed. With the last app, the firewall is as it was before the first one.
    ///
    /// - Parameter staysOpen: See ``MachineChanges/FirewallChanges/rulesToClose(for:isTurnedOff:staysOpen:)``.
    func undo(_ changes: MachineChanges.FirewallChanges, isLast: Bool, staysOpen: [PortRule]) async throws {
        try writeDockerRules(nil)
        let isTurnedOff = isLast && changes.wasTurnedOn
        let app = machine.plan.app.name
        for rule in changes.rulesToClose(for: app, isTurnedOff: isTurnedOff, staysOpen: staysOpen) {
            // It may be gone already.
            _ = try await Command("ufw", ["delete", "allow", rule], environment: ["LC_ALL": "C"]).run()
        }
        if isLast, let policy = changes.earlierPolicy { try await ufw(["default", policy, "incoming"]) }
        try await ufw(isTurnedOff ? ["--force", "disable"] : ["reload"])
        // Unless the owner has chosen a level since.
        if isTurnedOff, let level = changes.earlierLogLevel, setting("LOGLEVEL", in: Self.settings) == "off" {
            try setLogLevel(level)
        }
    }

    /// Whether it was on already. Then its settings are the owner's.
    private var isOn: Bool { setting("ENABLED", in: Self.settings) == "yes" }

    /// - Parameter open: nil to take the app's rules out.
    func writeDockerRules(_ open: [PortRule]?) throws {
        for (path, chain, policy) in Self.ruleFiles {
            guard let bytes = try machine.files.read(path) else {
                if open == nil { continue }
                throw Failure(
                    .invalidInput, "\(path) is missing, and ufw needs it",
                    help: "get it back with `apt-get install --reinstall -o Dpkg::Options::=--force-confmiss ufw`")
            }
            let text = String(decoding: bytes, as: UTF8.self)
            let changed = Self.replacingBlock(in: text, app: machine.plan.app.name, open, chain, policy)
            if changed != text { try machine.files.rewrite(path, Array(changed.utf8)) }
        }
    }

    static func replacingBlock(
        in text: String, app: String, _ open: [PortRule]?, _ chain: String, _ policy: String
    ) -> String {
        var before = text
        var others: [String] = []
        if let start = text.firstRange(of: begin), let stop = text[start.upperBound...].firstRange(of: end) {
            others = DockerRules.others(than: app, in: String(text[start.upperBound..<stop.lowerBound]))
            before = String(text[..<start.lowerBound] + text[stop.upperBound...].drop { $0 == "\n" })
        }
        if !before.hasSuffix("\n") { before += "\n" }
        if open == nil, others.isEmpty { return before }
        let rules = DockerRules(app: app, open: open ?? [], others: others, ownerChain: chain, refusal: policy)
        let block = ["*filter", ":DOCKER-USER - [0:0]", ":\(chain) - [0:0]"] + rules.lines + ["COMMIT"]
        return before + ([begin] + block + [end]).joined(separator: "\n") + "\n"
    }

    private func ufw(_ arguments: [String]) async throws {
        let result = try await Command("ufw", arguments, environment: ["LC_ALL": "C"]).run()
        guard result.succeeded else {
            throw Failure(
                .unavailable, "`ufw \(arguments.joined(separator: " "))` failed",
                details: Array(result.lastLines.suffix(10)),
                help: "fix what it says and run this again; `ufw disable` turns the firewall off")
        }
    }
}
