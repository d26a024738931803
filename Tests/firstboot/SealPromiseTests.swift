import Foundation
import Host
import ImageCheck
import Providers
import TestSupport
import Testing

/// Where a check's help says that `seal` does it, `seal` does it.
@Suite struct SealPromiseTests {
    private static let ruleSets = [RuleSet.everyImage] + Provider.all.map(RuleSet.init)

    /// The rules whose help promises it, by their names, with whether it takes `--forget`.
    private static let promises: [String: Bool] = {
        let rules = ruleSets.flatMap(\.demands).map(\.rule).filter { $0.help.contains("`NAMEctl seal") }
        return Dictionary(rules.map { ($0.id, $0.help.contains("`NAMEctl seal --forget")) }) { first, _ in first }
    }()

    /// What a folder that stands for a machine cannot show: blocks of a disk (Scripts/test-qemu does), and what a
    /// Docker Engine that runs must remove (Scripts/test-machine does).
    private static let elsewhere = ["free-space", "containers"]

    /// What another app left, which the help of `state` leaves to whoever builds the image.
    private static let ofOthers = ["/opt/other/.env", "/var/lib/landfall/gone/secrets.json"]

    private static let violations = Violation.all.filter {
        promises[$0.rule] != nil && !elsewhere.contains($0.rule) && !ofOthers.contains($0.file ?? "")
            // Said in the help: `seal` removes cloud-init's own, and no settings that somebody made.
            && !$0.description.contains("installer-config")
    }

    @Test(arguments: violations) func `what breaks a rule is gone after seal`(violation: Violation) async throws {
        let root = try SealedRoot(violation.plan)
        try violation.spoil(root)
        try await seal(root, forgets: Self.promises[violation.rule] == true)
        let demands = Self.ruleSets.flatMap(\.demands).filter { $0.rule.id == violation.rule }
        let verdict = try #require(await Inspection([RuleSet("a provider", demands)]).run(on: root.image()).first)
        #expect(verdict.status == .pass, "\(violation.rule), \(violation): \(verdict.outcome)")
    }

    @Test func `each promise is tried`() {
        let tried = Set(Self.violations.map(\.rule) + Self.elsewhere)
        #expect(tried == Set(Self.promises.keys))
    }

    @Test func `what all of it breaks at once is gone after one seal`() async throws {
        let root = try SealedRoot()
        let violations = Self.violations.filter { $0.plan == .demo() && !$0.rule.hasPrefix("first-boot") }
        for violation in violations { try violation.spoil(root) }
        _ = try root.enrolEverywhere()
        try await seal(root, forgets: true)
        let verdicts = await Inspection(Self.ruleSets).run(on: root.image())
        // `seal` judges the updates before it removes the package lists.
        for verdict in verdicts where verdict.rule.id != Rule.securityUpdates.id {
            #expect(verdict.status == .pass, "\(verdict.rule.id): \(verdict.outcome)")
        }
    }

    @Test func `a folder among the logs comes back as it was`() async throws {
        let root = try SealedRoot()
        try root.write("var/log/unattended-upgrades/unattended-upgrades.log", "x")
        try root.mode("var/log/unattended-upgrades", 0o750)
        try await seal(root, forgets: false)
        let text = try root.folder.read("etc/tmpfiles.d/landfall-logs.conf")
        #expect(text == "d /var/log/unattended-upgrades 750 \(getuid()) \(getgid()) -\n")
        try await seal(root, forgets: false)
        #expect(try root.folder.read("etc/tmpfiles.d/landfall-logs.conf") == text)
    }

    @Test func `the network's settings stay where cloud-init would not write them again`() async throws {
        let root = try SealedRoot()
        try root.write("etc/netplan/50-cloud-init.yaml", "network: {version: 2}\n")
        try root.write("etc/cloud/cloud.cfg.d/99-off.cfg", "network: {config: disabled}\n")
        let result = try await run(root, [])
        #expect(result.status == 65)
        #expect(result.lastLines.contains { $0.contains("FAIL  network-settings") })
        #expect(try root.folder.read("etc/netplan/50-cloud-init.yaml") == "network: {version: 2}\n")
    }

    @Test func `data that the app mounts keeps a machine from being sealed`() async throws {
        let violation = try #require(Violation.all.first { $0.rule == "app-data" })
        let root = try SealedRoot(violation.plan)
        try violation.spoil(root)
        let result = try await run(root, [])
        #expect(result.status == 65)
        #expect(result.lastLines.contains { $0.contains("the app's data /opt/demo/data/base/1") })
        #expect(try root.folder.read("opt/demo/data/base/1") == "password")
    }

    @Test func `a link to what is not its own goes alone`() async throws {
        let root = try SealedRoot()
        try root.write("dev/.keep", "")
        #expect(mkfifo(root.folder.file("dev/null"), 0o666) == 0)
        try root.link("root/.bash_history", to: "/dev/null")
        try root.link("home/jo/.ssh", to: "/etc/ssh")
        try root.link("etc/salt/minion_id", to: "/etc/hostname")
        try root.write("etc/hostname", "build\n")
        try root.link("root/.netrc", to: "/srv/netrc")
        try root.write("srv/netrc", "a password")
        try await seal(root, forgets: false)
        for path in ["dev/null", "etc/ssh/sshd_config", "etc/hostname"] {
            #expect(access(root.folder.file(path), F_OK) == 0, "\(path)")
        }
        for path in ["root/.bash_history", "home/jo/.ssh", "etc/salt/minion_id", "root/.netrc", "srv/netrc"] {
            #expect(mode(of: root.folder.file(path)) == nil, "\(path)")
        }
    }

    @Test(arguments: ["/var/lib/dpkg", "/etc/app", "/home/jo", "/", "/var/spool"])
    func `what is not the app's alone is left to whoever builds the image`(place: String) async throws {
        var plan = try #require(Violation.all.first { $0.rule == "app-data" }).plan
        let compose = "services: {db: {volumes: ['\(place):/data']}}\n"
        plan.stack.files[0].content = .verbatim(Array(compose.utf8))
        let root = try SealedRoot(plan)
        try root.write("var/lib/dpkg/info/dpkg.list", "/.\n/var/lib\n/var/lib/dpkg\n/var/spool/cron\n")
        try root.write("etc/app/settings", "x")
        let before = Set(root.folder.files)
        try await seal(root, forgets: true)
        #expect(before.subtracting(root.folder.files).allSatisfy { $0.hasPrefix("var/lib/apt/lists") })
        let verdicts = await Inspection(Self.ruleSets).run(on: root.image())
        let reason = verdicts.first { $0.rule.id == "app-data" }?.notChecked
        #expect(reason == "db may write to \(place), which is not only the app's")
    }

    @Test func `what the plan lays down among the data stays`() async throws {
        var plan = try #require(Violation.all.first { $0.rule == "app-data" }).plan
        plan.stack.files.append(.init(path: "data/seed/a.sql", content: .verbatim(Array("seed".utf8))))
        let root = try SealedRoot(plan)
        try root.write("opt/demo/data/seed/a.sql", "seed")
        try root.write("opt/demo/data/seed/b.sql", "password")
        try await seal(root, forgets: true)
        #expect(root.folder.files.filter { $0.hasPrefix("opt/demo/data") } == ["opt/demo/data/seed/a.sql"])
    }

    private func seal(_ root: SealedRoot, forgets: Bool) async throws {
        let result = try await run(root, forgets ? ["--forget"] : [])
        #expect(result.status == 0, "\(result.lastLines)")
    }

    private func run(_ root: SealedRoot, _ flags: [String]) async throws -> CommandResult {
        let folder = TemporaryFolder()
        let binary = try Executables.stamped(root.plan, in: folder)
        return try await Command(binary, ["seal", "--root", root.folder.path] + flags).run()
    }
}
