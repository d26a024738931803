import Host
import Installation
import Plan

/// What a machine's firewall lets in: the app's ports and ssh. An owner who is locked out has lost the machine.
struct OpenPorts {
    let rules: [PortRule]

    /// - Parameters:
    ///   - sshPorts: Where the machine's ssh server listens.
    ///   - connection: `SSH_CONNECTION` of the current session. Its third and fourth words are this machine's address
    ///     and port.
    init(_ plan: Plan, sshPorts: [Int], connection: String?) {
        let words = (connection ?? "").split(separator: " ")
        let inUse = words.count == 4 ? Int(words[3]) : nil
        let ssh = ([22] + sshPorts + [inUse].compactMap { $0 }).map { PortRule(port: $0, transport: .tcp) }
        var rules: [PortRule] = []
        for rule in ssh + plan.firewall where !rules.contains(rule) { rules.append(rule) }
        self.rules = rules
    }

    /// The ports of ssh alone.
    static func ssh(on machine: Machine) async -> OpenPorts {
        var plan = machine.plan
        plan.firewall = []
        return await find(on: machine, plan)
    }

    static func find(on machine: Machine) async -> OpenPorts { await find(on: machine, machine.plan) }

    private static func find(on machine: Machine, _ plan: Plan) async -> OpenPorts {
        // `sshd -T` prints the settings that it would use, with included files taken into account.
        let sshd = try? await Command("/usr/sbin/sshd", ["-T"]).run()
        return OpenPorts(
            plan, sshPorts: sshPorts(sshd?.lastLines ?? []), connection: ThisProcess.variable("SSH_CONNECTION"))
    }

    static func sshPorts(_ lines: [String]) -> [Int] {
        lines.compactMap { line in
            let words = line.split(separator: " ")
            return words.count == 2 && words[0] == "port" ? Int(words[1]) : nil
        }
    }
}
