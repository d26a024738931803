import Foundation
import Host
import ImageCheck
import JSON
import Plan
import Providers
import TestSupport
import Testing

/// Every rule that anybody asks for, on a good root and on each one that breaks it.
@Suite struct RuleTests {
    static let ruleSets = [RuleSet.everyImage] + Provider.all.map(RuleSet.init)
    static let rules: [Rule] = ruleSets.flatMap(\.demands).map(\.rule).reduce(into: []) { known, rule in
        if !known.contains(where: { $0.id == rule.id }) { known.append(rule) }
    }

    /// The sealed root has package lists for apt to judge by, which this rule alone minds.
    private static let mindsLists = "package-caches"

    @Test func `a sealed root keeps every rule`() async throws {
        let root = try SealedRoot()
        let verdicts = await Inspection(Self.ruleSets).run(on: root.image())
        for verdict in verdicts where verdict.rule.id != Self.mindsLists {
            #expect(verdict.status == .pass, "\(verdict.rule.id): \(verdict.findings) \(verdict.notChecked ?? "")")
        }
        try root.remove("var/lib/apt/lists")
        let again = await Inspection(Self.ruleSets).run(on: root.image())
        #expect(again.first { $0.rule.id == Self.mindsLists }?.status == .pass)
    }

    @Test func `every rule has a root that breaks it`() {
        let broken = Set(Violation.all.map(\.rule))
        #expect(broken == Set(Self.rules.map(\.id)))
    }

    @Test(arguments: Violation.all) func `is found`(violation: Violation) async throws {
        let root = try SealedRoot(violation.plan)
        try violation.spoil(root)
        let image = violation.disk.map { root.image(disk: $0) } ?? root.image()
        let verdict = try await Self.verdict(of: violation.rule, on: image)
        #expect(verdict.notChecked == nil, "\(violation.rule), \(violation)")
        #expect(verdict.status != .pass, "\(violation.rule), \(violation)")
        #expect(verdict.findings.contains { $0.file == violation.file }, "\(verdict.findings)")
    }

    @Test func `each place where a program keeps who the machine is is looked at`() async throws {
        let root = try SealedRoot()
        let places = try root.enrolEverywhere()
        let findings = try await Self.verdict(of: Rule.enrolments.id, on: root.image()).findings
        #expect(Set(places).subtracting(findings.compactMap(\.file)) == [])
    }

    /// dnf would write into a root that does not run, so nobody can tell there.
    @Test(arguments: ["var/lib/rpm/rpmdb.sqlite", "usr/lib/sysimage/rpm/rpmdb.sqlite"])
    func `the updates of a root of the RHEL family cannot be told`(_ database: String) async throws {
        let root = try SealedRoot()
        try root.remove("var/lib/dpkg/status")
        try root.write(database, "")
        let verdict = try await Self.verdict(of: Rule.securityUpdates.id, on: root.image())
        #expect(verdict.status == .warn, "\(verdict)")
        #expect(verdict.notChecked == "run `dnf updateinfo list --security` on the machine itself")
    }

    /// What one rule comes to, without the time that the others take.
    private static func verdict(of rule: String, on image: Image) async throws -> Verdict {
        let demands = ruleSets.flatMap(\.demands).filter { $0.rule.id == rule }
        return try #require(await Inspection([RuleSet("a provider", demands)]).run(on: image).first)
    }

    @Test func `where two ask the stricter one counts`() async throws {
        let root = try SealedRoot()
        try root.write("var/log/syslog.1", "x")
        let rule = Rule.numberedLogs
        let ruleSets = [RuleSet("A", [.init(.warn, rule, "a")]), RuleSet("B", [.init(.fail, rule, "b")])]
        let verdict = try #require(await Inspection(ruleSets).run(on: root.image()).first)
        #expect(verdict.status == .fail)
        #expect(verdict.ruleSets == ["A", "B"])
    }

    @Test(arguments: [
        ("no source at all", "", "no package source is in /etc/apt"),
        ("only a comment", "# deb http://security.example.com/ trixie-security main\n", "no package source"),
        (
            "the main archive alone", "deb [trusted=yes] http://archive.example.com/ trixie main\n",
            "none of the package sources in /etc/apt is a security archive, such as trixie-security"
        ),
        (
            "a security archive without lists", "deb [trusted=yes] http://other.example.com/ trixie-security main\n",
            "the package lists of trixie-security are not there"
        ),
        ("a line that apt cannot read", "deb nonsense\n", "apt cannot read the package sources"),
    ]) func `updates are not judged by`(sources: (what: String, text: String, reason: String)) async throws {
        let root = try SealedRoot()
        try root.lackOneUpdate()
        try root.write("etc/apt/sources.list", sources.text)
        if sources.what == "a security archive without lists" { try root.remove("var/lib/apt/lists") }
        let verdict = try await updates(of: root)
        #expect(verdict.status == .warn)
        #expect(verdict.notChecked?.contains(sources.reason) == true, "\(verdict.outcome)")
    }

    @Test func `old package lists show no update`() async throws {
        let root = try SealedRoot()
        try root.securityArchive(packages: "", release: "Date: Tue, 24 Nov 2020 08:12:55 UTC\n")
        let verdict = try await updates(of: root)
        #expect(verdict.notChecked?.contains("the security archive's package lists are ") == true, "\(verdict.outcome)")
    }

    private func updates(of root: SealedRoot) async throws -> Verdict {
        try await Self.verdict(of: Rule.securityUpdates.id, on: root.image())
    }

    @Test func `what cannot be judged is a warning that says so`() async throws {
        let root = try SealedRoot()
        try root.remove("var/lib/apt/lists")
        let verdicts = await Inspection([.everyImage]).run(on: Image(Root(root.folder.path), means: .filesOnly))
        for id in ["security-updates", "free-space"] {
            let verdict = try #require(verdicts.first { $0.rule.id == id })
            #expect(verdict.status == .warn)
            #expect(verdict.notChecked != nil)
        }
    }

    @Test func `no link leads out of the image`() throws {
        let root = try SealedRoot()
        try root.link("etc/hostname", to: "/etc/passwd")
        try root.link("etc/out", to: "../../../../../../../../etc/machine-id")
        try root.link("etc/loop", to: "/etc/loop")
        let tree = ImageTree(Root(root.folder.path))
        #expect(tree.text("/etc/hostname").hasPrefix("root:x:0:0::/root:/bin/sh\njo"))
        #expect(tree.resolve("/etc/out") == "/etc/machine-id")
        #expect(tree.resolve("/etc/loop") == nil)
    }

    @Test func `the reference page names each rule`() throws {
        let rows = Self.ruleSets.flatMap { ruleSet in
            ruleSet.demands.map { demand in
                let severity = demand.severity == .fail ? "FAIL" : "WARN"
                return "| \(ruleSet.title) | \(demand.words) | \(severity) | `\(demand.rule.id)` |"
            }
        }
        let rules = Self.rules.map { "| `\($0.id)` | \($0.title) | \($0.help) |" }
        let page = """
            # The rules for images

            What marketplaces ask of an image, and the check of `landfall image check` that covers it. `NAMEctl seal`
            ends with the same checks. The tests record this page from the rules in `Sources/ImageCheck` and `providers`.

            Each check ends in one of three ways. It passes, it is broken (FAIL or WARN, as below), or nobody can tell. A
            check that could not see what it needs is a warning with the reason, and never passes: the disk of a mere
            folder, the updates of an image without package lists, a file that cannot be read.

            ## Who asks for what

            | who | what is asked | if not | check |
            |---|---|---|---|
            \(rows.joined(separator: "\n"))

            ## What each check says and how to fix it

            | check | what must hold | how to fix it |
            |---|---|---|
            \(rules.joined(separator: "\n"))

            """
        try Golden.expect(page, is: "../../docs/reference/image-rules.md")
    }
}
