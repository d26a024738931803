import Plan
import Text

/// The rules of DOCKER-USER. Docker consults this chain before it forwards anything to a container, and never empties
/// it (docs.docker.com/engine/network/packet-filtering-firewalls, read 2026-11).
///
/// Traffic to a published port bypasses the firewall's own chains, because it is forwarded. The rules look at its
/// original destination, because the address has been translated by then. What containers send is never blocked, so
/// they reach the cloud's metadata service and each other.
struct DockerRules {
    /// Lines for iptables-restore, in order.
    let lines: [String]

    /// - Parameters:
    ///   - app: Marks the rules of its ports, so that they stay apart from another app's on the same machine.
    ///   - others: The marked rules of other apps.
    ///   - ownerChain: The owner's own rules, which come before anything is refused; nil if there are none.
    ///   - refusal: The target for what is not open.
    init(app: String, open: [PortRule], others: [String] = [], ownerChain: String?, refusal: String) {
        let chain = "-A DOCKER-USER"
        var lines = ["\(chain) -m conntrack --ctstate RELATED,ESTABLISHED -j RETURN"]
        lines += Self.bridges.map { "\(chain) -i \($0) -j RETURN" }
        lines += others
        lines += open.map { rule in
            "\(chain) -p \(rule.transport) -m conntrack --ctorigdstport \(rule.port) -m comment --comment \(app) -j RETURN"
        }
        if let ownerChain { lines.append("\(chain) -j \(ownerChain)") }
        // Either translated to a container, or routed directly to one by a neighbour on the same network.
        lines.append("\(chain) -m conntrack --ctstate DNAT -j \(refusal)")
        lines += Self.bridges.map { "\(chain) -o \($0) -j \(refusal)" }
        self.lines = lines
    }

    /// Docker's own names: docker0, docker_gwbridge, and br- with a network's id.
    private static let bridges = ["docker+", "br-+"]

    /// The port rules of other apps in a text that this program made.
    static func others(than app: String, in text: String) -> [String] {
        text.split(whereSeparator: \.isNewline).map(String.init).filter {
            $0.contains(" --comment ") && !$0.contains(" --comment \(app) ")
        }
    }
}
