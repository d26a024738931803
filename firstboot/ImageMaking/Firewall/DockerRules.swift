import Plan

/// The rules of DOCKER-USER, the chain that Docker asks before it forwards anything to a container and that it never
/// empties (docs.docker.com/engine/network/packet-filtering-firewalls, read 2026-11).
///
/// A published port passes by the firewall's own chains, because it is forwarded and not taken in. Here its original
/// destination counts, since the address was translated before. What containers send is never held up, so that they
/// reach the cloud's metadata service and each other.
struct DockerRules {
    /// Lines as iptables-restore takes them, in order.
    let lines: [String]

    /// - Parameters:
    ///   - app: Marks the rules of its ports, so that another app's on the same machine stay apart.
    ///   - others: The marked rules of other apps.
    ///   - ownerChain: Rules of the owner's, asked before anything is refused; nil where there are none.
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
        // Translated to a container, or routed straight at one by a neighbour on the same network.
        lines.append("\(chain) -m conntrack --ctstate DNAT -j \(refusal)")
        lines += Self.bridges.map { "\(chain) -o \($0) -j \(refusal)" }
        self.lines = lines
    }

    /// The names that Docker gives: docker0, docker_gwbridge, and br- with a network's id.
    private static let bridges = ["docker+", "br-+"]

    /// The port rules of other apps in a text that this made.
    static func others(than app: String, in text: String) -> [String] {
        text.split(whereSeparator: \.isNewline).map(String.init).filter {
            $0.contains(" --comment ") && !$0.contains(" --comment \(app) ")
        }
    }
}
