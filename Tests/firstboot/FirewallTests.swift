import Foundation
import Host
import Plan
import TestSupport
import Testing

@testable import ImageMaking

/// What the rules say; Scripts/test-machine asks a real machine's ports from outside.
@Suite struct FirewallTests {
    private let chain = UFW.ruleFiles[0]
    private let after = "*filter\n:ufw-after-input - [0:0]\nCOMMIT\n"
    private let open = [PortRule(port: 22, transport: .tcp), PortRule(port: 443, transport: .udp)]

    private func block(in text: String, app: String = "demo", _ ports: [PortRule]) -> String {
        UFW.replacingBlock(in: text, app: app, ports, chain.chain, chain.policy)
    }

    @Test func sshIsAlwaysOpen() {
        var plan = Plan.demo()
        plan.firewall = [PortRule(port: 80, transport: .tcp)]
        #expect(OpenPorts(plan, sshPorts: [], connection: nil).rules.map(\.description) == ["22/tcp", "80/tcp"])
        let elsewhere = OpenPorts(plan, sshPorts: [2222, 22], connection: "192.0.2.1 50000 192.0.2.2 2200")
        #expect(elsewhere.rules.map(\.description) == ["22/tcp", "2222/tcp", "2200/tcp", "80/tcp"])
        #expect(OpenPorts.sshPorts(["port 2222", "addressfamily any", "port 22", "permitrootlogin no"]) == [2222, 22])
    }

    @Test func theBlockIsWrittenOnceAndReplaced() {
        let once = block(in: after, open)
        #expect(once.hasPrefix(after))
        #expect(block(in: once, open) == once)
        #expect(once.contains("-p udp -m conntrack --ctorigdstport 443 -m comment --comment demo -j RETURN\n"))
        let closed = block(in: once, [open[0]])
        #expect(!closed.contains("443") && closed.contains("--ctorigdstport 22 "))
        #expect(closed.components(separatedBy: "COMMIT").count == once.components(separatedBy: "COMMIT").count)
    }

    @Test func withTheAppItsRulesGoAndTheOthersStay() {
        let gone = { (text: String, app: String) in
            UFW.replacingBlock(in: text, app: app, nil, chain.chain, chain.policy)
        }
        #expect(gone(block(in: after, open), "demo") == after)
        #expect(gone(after, "demo") == after)
        let other = block(in: after, app: "other", [PortRule(port: 8443, transport: .tcp)])
        #expect(gone(block(in: other, open), "demo") == other)
    }

    @Test func anotherAppsPortsStayOpen() {
        let both = block(in: block(in: after, app: "other", [PortRule(port: 8443, transport: .tcp)]), open)
        #expect(both.contains("--ctorigdstport 8443 -m comment --comment other -j RETURN"))
        #expect(block(in: both, open) == both)
        let direct = Firewalld.direct(app: "other", [PortRule(port: 8443, transport: .tcp)])
        let others = DockerRules.others(than: "demo", in: direct)
        let merged = Firewalld.direct(app: "demo", open, others: others)
        #expect(merged.components(separatedBy: "--comment other ").count == 3)
    }

    @Test func containersAreNeverHeldUpBeforeAnythingIsRefused() throws {
        let lines = DockerRules(app: "demo", open: open, ownerChain: nil, refusal: "DROP").lines
        let outgoing = try #require(lines.lastIndex { $0.contains(" -i ") })
        let refusal = try #require(lines.firstIndex { $0.hasSuffix("DROP") })
        #expect(outgoing < refusal)
        #expect(lines.contains("-A DOCKER-USER -i br-+ -j RETURN"))
    }

    /// In a network namespace of its own, where nothing of this machine's is touched.
    @Test(
        .enabled(if: Tool.isInstalled("unshare") && Tool.isInstalled("iptables-restore") && getuid() == 0),
        arguments: ["iptables-restore", "ip6tables-restore"])
    func theKernelTakesTheRules(restore: String) throws {
        let chains = [":INPUT ACCEPT [0:0]", ":DOCKER-USER - [0:0]"]
        let rules = DockerRules(app: "demo", open: open, ownerChain: nil, refusal: "DROP")
        let text = (["*filter"] + chains + rules.lines + ["COMMIT", ""]).joined(separator: "\n")
        let folder = TemporaryFolder()
        try folder.write("rules", text)
        let result = try #require(Tool("unshare")).run(["--net", restore, folder.file("rules")])
        #expect(result.status == 0, "\(result.output)")
    }
}
