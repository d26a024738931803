import Plan
import TestSupport
import Testing

@testable import ImageMaking

@Suite struct UnitTests {
    private static func scheduled(_ schedule: String?) -> Units {
        var plan = Plan.demo()
        plan.backup.schedule = schedule
        return Units(plan)
    }

    private let units =
        [Units(.demo()).firstBoot, Units(.demo()).stack, Units(.demo()).hostKeys]
        + [scheduled("daily").backup, scheduled("daily").backupTimer].compactMap { $0 }
        + [Units(RolloutKind.exposedPlan).domain, Units(RolloutKind.exposedPlan).domainTimer].compactMap { $0 }

    /// For `uninstall` and `report`: none of an app whose name begins with this one's.
    @Test func theirNamesAreWhole() {
        #expect(
            Units(.demo()).names == [
                "demo.service", "demo-firstboot.service", "demo-swap.service", "demo-hostkeys.service",
            ])
    }

    @Test func theirTextIsTheKeptOne() throws {
        for unit in units { try Golden.expect(unit.text, is: "firstboot/\(unit.name)") }
    }

    /// systemd ends with 0 after an unknown key, and says it.
    @Test(.enabled(if: Tool.isInstalled("systemd-analyze"))) func systemdHasNothingToSayAboutThem() throws {
        let folder = TemporaryFolder()
        for unit in units {
            try folder.write("etc/systemd/system/\(unit.name)", unit.text)
            let binaries = ["usr/local/bin/democtl", "usr/bin/ssh-keygen"]
            for binary in binaries { try folder.write(binary, "", mode: 0o755) }
        }
        for other in [
            "docker.service", "timers.target", "sysinit.target", "basic.target", "shutdown.target",
            "network-online.target",
        ] {
            let service = other.hasSuffix("service") ? "[Service]\nExecStart=/usr/bin/ssh-keygen\n" : ""
            try folder.write(
                "usr/lib/systemd/system/\(other)", "[Unit]\nDescription=\(other)\nDefaultDependencies=no\n\(service)")
        }
        let analyze = try #require(Tool("systemd-analyze"))
        let result = try analyze.run(["verify", "--man=no", "--root=\(folder.path)"] + units.map(\.name))
        #expect(result.status == 0)
        #expect(result.output == "")
    }

    @Test func theSetUpPageTakesItsPortAndThenNoRights() {
        var plan = Plan.demo()
        let rights = "CAP_NET_BIND_SERVICE CAP_SETGID CAP_SETUID\n"
        #expect(!Units(plan).firstBoot.text.contains(rights))
        plan.stack.services[0].ports = [PublishedPort(port: 80, containerPort: 8080, transport: .tcp)]
        #expect(Units(plan).firstBoot.text.contains(rights))
        plan.setupPage = SetupPageUse.none
        #expect(!Units(plan).firstBoot.text.contains(rights))
    }

    /// Where systemd knows the keys, and says nothing where it does not because they are not there.
    @Test(arguments: [nil, 249, 252, 253]) func olderOnesGetNoKeyThatTheyDoNotKnow(version: Int?) {
        let old = Units(.demo(), systemdVersion: version)
        #expect(!old.firstBoot.text.contains("RestartSteps") && !old.stack.text.contains("RestartSteps"))
    }

    /// `OnSuccess` came with systemd 249. Without it `update --auto on` says that it cannot work.
    @Test(arguments: [nil, 245, 249, 257]) func aNoticeStartsAnUpdateWhereSystemdCan(version: Int?) throws {
        var plan = Plan.demo()
        plan.release = Release(url: "https://example.com/demo")
        plan.release?.keys = ["key"]
        let units = Units(plan, systemdVersion: version)
        let starts = try #require(units.notice).text.contains("\nOnSuccess=demo-update.service\n")
        #expect(starts == ((version ?? 0) >= 249))
        let update = try #require(units.update).text
        #expect(update.contains("ExecStart=/usr/local/bin/democtl update --part due\n"))
        #expect(
            update.contains("ConditionPathExists=/var/lib/landfall/demo/auto.json\n") && !update.contains("Protect"))
        #expect(Units(.demo()).update == nil)
    }

    /// Only an app that the edge serves by a domain may have to wait for one.
    @Test func anAwaitedDomainIsLookedUpWhereOneIsAwaited() throws {
        #expect(Units(.demo()).domain == nil && Units(.demo()).domainTimer == nil)
        let units = Units(RolloutKind.exposedPlan)
        #expect(units.names.contains("demo-domain.timer") && units.names.contains("demo-domain.service"))
        for text in [try #require(units.domain).text, try #require(units.domainTimer).text] {
            #expect(text.contains("\nConditionPathExists=/var/lib/landfall/demo/awaited.json\n"))
        }
        #expect(units.domain?.text.contains("\nExecStart=/usr/local/bin/democtl domain --awaited\n") == true)
        #expect(units.domainTimer?.wantedBy == ["timers.target"])
    }

    @Test func theirPausesGrow() {
        for unit in [Units(.demo(), systemdVersion: 254).firstBoot, Units(.demo(), systemdVersion: 257).stack] {
            #expect(unit.text.contains("\nRestartSteps=8\nRestartMaxDelaySec=5min\n"))
        }
    }

    /// That writes volumes, which the sandbox of the rest forbids.
    @Test func theBootPutsBackWhatAnInterruptedChangeHasExchanged() {
        for (unit, verb) in [(Units(.demo()).firstBoot, "provision"), (Units(.demo()).stack, "start")] {
            let lines = ["+/usr/local/bin/democtl restore --continue", "/usr/local/bin/democtl \(verb)"]
            #expect(unit.text.contains(lines.map { "ExecStart=\($0)\n" }.joined()))
        }
    }

    @Test func theyWaitForTheDiskOfAFolderOfItsOwn() throws {
        var plan = Plan.demo()
        plan.backup.schedule = "daily"
        plan.release = Release(url: "https://example.com/demo")
        plan.release?.keys = ["key"]
        let units = Units(plan, systemdVersion: 257, folder: "/srv/demo")
        for unit in [units.firstBoot, units.stack] + [units.backup, units.notice, units.update].compactMap({ $0 }) {
            #expect(unit.text.contains("\nRequiresMountsFor=/srv/demo\n"), "\(unit.name)")
        }
        #expect(units.notice != nil && !units.all.map(\.text).joined().contains("/opt/demo /"))
    }

    @Test func withoutAScheduleThereIsNoTimer() {
        let units = Self.scheduled(nil)
        #expect(units.backup == nil && units.backupTimer == nil)
    }

    @Test(
        .enabled(if: Tool.isInstalled("systemd-analyze")),
        arguments: [
            ("daily", "*-*-* 00:00:00"), ("3:30", "*-*-* 03:30:00 UTC"),
            ("Mon..Fri 3,15:05", "Mon..Fri *-*-* 03,15:05:00 UTC"),
            ("Sun *-*-1,15 04:00", "Sun *-*-01,15 04:00:00 UTC"), ("*-*-1 23:59", "*-*-01 23:59:00 UTC"),
        ])
    func systemdReadsTheTimesOfBackups(schedule: String, meaning: String) throws {
        let text = try #require(Self.scheduled(schedule).backupTimer).text
        let line = try #require(text.split(separator: "\n").first { $0.hasPrefix("OnCalendar=") })
        let result = try #require(Tool("systemd-analyze")).run([
            "calendar", String(line.dropFirst("OnCalendar=".count)),
        ])
        #expect(result.status == 0)
        #expect(result.output.contains("Normalized form: \(meaning)\n"), "\(result.output)")
    }

    @Test func aTitleCannotAddALine() {
        var plan = Plan.demo()
        plan.app.title = "50 % off\\\nExecStart=/bin/false\u{2028}\\"
        let text = Units(plan).stack.text
        #expect(text.contains("Description=50 %% off  ExecStart=/bin/false \n"))
        #expect(text.split(separator: "\n").filter { $0.hasPrefix("ExecStart=/bin") }.isEmpty)
    }
}
