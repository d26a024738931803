import Foundation
import Host
import Plan
import TestSupport
import Testing

@testable import ImageMaking
@testable import Installation

/// Several instances of an app on one machine, with an engine that does as it is told. Tests/Edge has a real one.
@Suite struct InstanceTests {
    private static var plan: Plan {
        var plan = Plan.demo()
        plan.stack.services = plan.stack.services.map { service in
            var service = service
            service.ports = []
            return service
        }
        plan.backup.schedule = "daily"
        return plan
    }

    private static func installed() async throws -> Boot {
        let boot = try await Boot.prepared(plan)
        let first = try await boot.run("provision")
        #expect(first.status == 0, "\(first.lastLines)")
        return boot
    }

    private func add(_ id: String, _ boot: Boot, _ flags: String...) async throws -> CommandResult {
        try await boot.run("instance", ["add", id, "--metadata-url", boot.metadataURL, "--console", "-"] + flags)
    }

    private func tree(_ boot: Boot) throws -> Set<String> {
        Set(try FileManager.default.subpathsOfDirectory(atPath: boot.folder.file("root")))
    }

    @Test(arguments: ["north", "a", "n0-rth", String(repeating: "a", count: 32)])
    func anIDIsAPartOfAHostName(text: String) { #expect(InstanceID(text)?.description == text) }

    @Test(arguments: [
        "", "North", "-a", "a-", "1a", "a.b", "a b", "a@b", "../a", "ä", String(repeating: "a", count: 33),
    ])
    func otherTextsAreNone(text: String) { #expect(InstanceID(text) == nil) }

    @Test func everythingOfAnInstanceHasANameOfItsOwn() {
        let first = Machine(Self.plan)
        let machine = first.instance(InstanceID("north"))
        #expect(machine.plan.stack.project == "demo-north")
        #expect(machine.paths.stack == "/opt/demo@north")
        #expect(machine.paths.lock == "/var/lib/landfall/demo@north/lock")
        #expect(machine.paths.backups == "/var/lib/landfall/demo@north/backups")
        #expect(machine.paths.parameters == "/etc/demo@north/parameters.yaml")
        #expect(machine.paths.binary == "/usr/local/bin/democtl@north")
        #expect(machine.command == "democtl --instance north")
        #expect(
            Units(machine.plan).names == [
                "demo@north.service", "demo-firstboot@north.service", "demo-backup@north.service",
                "demo-backup@north.timer",
            ])
        #expect(Units(machine.plan).stack.text.contains("ExecStart=/usr/local/bin/democtl@north start\n"))
        #expect(machine.instance(nil).plan == first.plan)
        let other = machine.instance(InstanceID("south"))
        #expect(other.plan.stack.project == "demo-south")
    }

    @Test(arguments: [
        ("/usr/local/bin/democtl@north", "north"), ("/x/democtl@north.next-12", "north"),
        ("/usr/local/bin/democtl@north (deleted)", "north"), ("/usr/local/bin/democtl", nil),
        ("/usr/local/bin/otherctl@north", nil), ("/usr/local/bin/democtl@", nil),
    ]) func aProgramSaysWhichInstanceItIs(path: String, id: String?) {
        #expect(Paths.instance(of: "demo", program: path)?.description == id)
    }

    @Test func twoAreSetUpApartAndOneGoes() async throws {
        let boot = try await Self.installed()
        let before = try tree(boot)
        for id in ["north", "south"] {
            let result = try await add(id, boot)
            #expect(result.status == 0, "\(result.lastLines)")
        }
        let secrets = try ["demo", "demo@north", "demo@south"].map {
            try boot.read("/var/lib/landfall/\($0)/secrets.json")
        }
        #expect(Set(secrets).count == 3)
        #expect(boot.mode("/opt/demo@north/.env") == 0o600)
        let list = try await boot.run("instance", ["list"])
        #expect(
            list.lastLines == ["demo@north: done (1.0.0)", "demo@south: done (1.0.0)"], "\(list.lastLines)")
        let status = try await boot.run("status")
        #expect(status.lastLines.contains("demo@north: done (1.0.0)"), "\(status.lastLines)")
        let own = try await boot.run("status", ["--instance", "north"])
        #expect(own.status == 0 && own.lastLines[0].hasPrefix("demo@north: done"), "\(own.lastLines)")
        let again = try await add("north", boot)
        #expect(again.status == 64 && again.lastLines.contains("error: demo@north is here already"))
        let none = try await boot.run("start", ["--instance", "east"])
        #expect(none.status == 64, "\(none.lastLines)")
        #expect(none.mentions(["demo@east is not set up on this machine", "there is `north`, `south`"]))

        let asked = try await boot.run("instance", ["remove", "north"])
        #expect(asked.status == 64, "\(asked.lastLines)")
        let dry = try await boot.run("instance", ["remove", "north", "--dry-run", "--purge"])
        #expect(dry.status == 0 && dry.mentions(["/opt/demo@north", "Nothing was changed."]), "\(dry.lastLines)")
        let south = try tree(boot).filter { $0.contains("@south") }
        let result = try await boot.run("instance", ["remove", "north", "--purge", "--confirm", "north"])
        #expect(result.status == 0, "\(result.lastLines)")
        let now = try tree(boot)
        #expect(now.filter { $0.contains("north") } == [])
        #expect(south.subtracting(now) == [])
        #expect(before.subtracting(now) == [])
    }

    @Test func itsDataStaysForALaterOneOfThatID() async throws {
        let boot = try await Self.installed()
        #expect(try await add("north", boot).status == 0)
        let secrets = try boot.read("/var/lib/landfall/demo@north/secrets.json")
        #expect(try await boot.run("instance", ["remove", "north", "--confirm", "north"]).status == 0)
        let list = try await boot.run("instance")
        #expect(list.lastLines == ["demo@north: removed, its data is here (1.0.0)"], "\(list.lastLines)")
        #expect(try await add("north", boot).status == 0)
        #expect(try boot.read("/var/lib/landfall/demo@north/secrets.json") == secrets)
    }

    @Test func theAppTakesItsInstancesAlong() async throws {
        let boot = try await Boot(Self.plan)
        try SealedRoot.writeDistribution(in: boot.folder, under: "root/")
        let before = try tree(boot)
        #expect(try await boot.run("prepare").status == 0)
        #expect(try await boot.run("provision").status == 0)
        #expect(try await add("north", boot).status == 0)
        let list = try await boot.run("uninstall", ["--dry-run"])
        #expect(list.mentions(["- the instance demo@north"]), "\(list.lastLines)")
        let sealed = try await boot.run("seal", ["--forget"])
        #expect(sealed.status == 65 && sealed.mentions(["has instances on this machine"]), "\(sealed.lastLines)")
        let result = try await boot.run("uninstall", ["--purge", "--confirm", "demo"])
        #expect(result.status == 0, "\(result.lastLines)")
        #expect(try tree(boot).symmetricDifference(before).sorted() == [])
    }

    @Test func whatCannotBeIsRefusedBeforeAnythingIsWritten() async throws {
        let boot = try await Self.installed()
        try boot.folder.write("root/usr/lib/systemd/system/demo-backup@west.timer", "[Timer]\n")
        let before = try tree(boot)
        for (words, message) in [
            (["add", "North"], "`North` is no instance's ID"), (["add"], "which instance?"),
            (["remove", "east"], "no instance `east`"), (["move", "east"], "does not know `move`"),
            (["add", "east", "--set", "nonsense=1"], "has no parameter `nonsense`"),
        ] {
            let result = try await boot.run("instance", words)
            #expect(result.status == 64 && result.mentions([message]), "\(result.lastLines)")
        }
        for verb in ["install", "swap", "instance"] {
            #expect(try await boot.run(verb, ["--instance", "north"]).status == 64)
        }
        #expect(try tree(boot) == before)
        let taken = try await add("west", boot)
        #expect(
            taken.status == 65 && taken.mentions(["demo-backup@west.timer", "take another ID"]), "\(taken.lastLines)")
    }

    @Test func anotherAppMayHaveItsProject() async throws {
        let boot = try await Self.installed()
        try boot.folder.write("root/var/lib/landfall/demo-north/state.json", "{}")
        let result = try await add("north", boot)
        #expect(result.status == 65 && result.mentions(["Compose project of both demo@north and demo-north"]))
    }
}
