import Foundation
import Host
import Plan
import TestSupport
import Testing

@Suite struct DoctorTests {
    @Test func aMachineThatIsWellPasses() async throws {
        let boot = try await Boot(script: #"[[ $verb == version ]] && echo 2.26.1"#)
        #expect(try await boot.run("provision").status == 0)
        let result = try await boot.run("doctor")
        #expect(result.status == 0, "\(result.lastLines)")
        for line in [
            "PASS  Docker Engine: answers", "PASS  Docker Compose: 2.26.1", "PASS  first boot: done", "PASS  web: up",
        ] {
            #expect(result.lastLines.contains(line))
        }
    }

    @Test func whatIsInTheWayFails() async throws {
        let boot = try await Boot(
            services: ["web": ("running", "Up 1 second"), "db": ("exited", "Exited (1) 2 seconds ago")],
            script: #"[[ $verb == version ]] && echo 2.26.1"#)
        _ = try await boot.run("provision")
        let result = try await boot.run("doctor", ["--json"])
        #expect(result.status == 69)
        #expect(result.lastLines.contains("error: db: not as it should be"))
    }

    @Test(arguments: ["state.json", "secrets.json"]) func aDamagedStateIsNotOneThatIsMissing(file: String) async throws
    {
        let boot = try await Boot(script: #"[[ $verb == version ]] && echo 2.26.1"#)
        #expect(try await boot.run("provision").status == 0)
        try boot.folder.write("root/var/lib/landfall/demo/\(file)", "{\"half\":", mode: 0o600)
        let result = try await boot.run("doctor")
        #expect(result.status == 65)
        let path = boot.folder.file("root/var/lib/landfall/demo/\(file)")
        #expect(result.lastLines.contains("FAIL  state: \(path) is damaged"))
        #expect(!result.lastLines.joined().contains("not done yet"))
    }

    /// The state's folder is root's alone: what another user sees is not a machine that was never set up.
    @Test(
        .enabled(if: geteuid() == 0 && Tool.isInstalled("setpriv")),
        arguments: ["doctor", "status", "credentials", "start"])
    func anotherUserIsToldToBeRoot(verb: String) async throws {
        let boot = try await Boot()
        #expect(try await boot.run("provision").status == 0)
        let flags = ["--reuid", "65534", "--clear-groups", boot.binary, verb]
        let root = ["--root", boot.folder.file("root")]
        for more in [root, []] where !more.isEmpty || verb == "doctor" {
            let result = try await Command("setpriv", flags + more, environment: boot.docker.environment).run()
            #expect(result.status == 77, "\(result.lastLines)")
            #expect(result.lastLines.last.map { $0.contains("root") || $0.contains("sudo") } == true)
            #expect(!result.lastLines.joined().contains("not done yet"))
        }
    }

    /// `docker rm` by hand, as after `docker compose down`.
    @Test func containersThatSomebodyRemovedAreMissed() async throws {
        let boot = try await Boot(script: #"[[ $verb == version ]] && echo 2.26.1"#)
        #expect(try await boot.run("provision").status == 0)
        boot.docker.removeContainers()
        let result = try await boot.run("doctor")
        #expect(result.status == 69, "\(result.lastLines)")
        #expect(
            result.lastLines.contains("FAIL  services: none of them has a container: somebody has removed them"),
            "\(result.lastLines)")
        #expect(try await boot.run("doctor", ["--fix"]).status == 0)
    }

    @Test func backupsThatCannotBeReadAreSaid() async throws {
        var plan = Plan.demo()
        plan.backup.items = [Backup.Item(name: "files", store: .path("./data"))]
        let boot = try await Boot(plan, script: #"[[ $verb == version ]] && echo 2.26.1"#)
        #expect(try await boot.run("provision").status == 0)
        let record = "root/var/lib/landfall/demo/backups/record.json"
        try boot.folder.write(record + "/file", "")
        let result = try await boot.run("doctor")
        #expect(
            result.status == 69 && result.lastLines.contains { $0.hasPrefix("FAIL  backup: ") }, "\(result.lastLines)")
    }

    @Test func anEngineThatIsDownIsSaid() async throws {
        let boot = try await Boot()
        let result = try await boot.run("doctor", environment: ["DOCKER_HOST": "unix:///none.sock"])
        #expect(result.status == 69)
        #expect(result.lastLines.contains("FAIL  Docker Engine: does not answer"))
        let help = "      help: look at `systemctl status docker` and start it with `systemctl start docker`"
        #expect(result.lastLines.contains(help))
    }

    @Test func dockerFromSnapFails() async throws {
        let boot = try await Boot()
        try boot.folder.write("root/var/lib/snapd/snaps/docker_2963.snap", "")
        let result = try await boot.run("doctor")
        #expect(result.status == 69)
        #expect(result.lastLines.contains("FAIL  Docker Engine: it is a snap, which cannot see /opt/demo"))
    }

    /// An update's is in InterruptedUpdateTests.
    @Test func aRestoreThatWasCutOffFails() async throws {
        let boot = try await Boot(script: #"[[ $verb == version ]] && echo 2.26.1"#)
        #expect(try await boot.run("provision").status == 0)
        try boot.folder.write("root/var/lib/landfall/demo/restore.json", "{}", mode: 0o600)
        let result = try await boot.run("doctor")
        #expect(result.status == 69)
        #expect(result.lastLines.contains("FAIL  restore: a restore was interrupted"), "\(result.lastLines)")
        let standing = "demo: a restore was interrupted; `sudo democtl start` puts back what was in use"
        #expect(try await boot.run("status").lastLines.contains(standing))
    }

    @Test func fixRunsTheCommandAndLooksAgain() async throws {
        let boot = try await Boot(missingImages: ["db:1"], script: #"[[ $verb == version ]] && echo 2.26.1"#)
        let looked = try await boot.run("doctor")
        #expect(
            looked.lastLines.contains(
                "WARN  image db:1: it is not here: a service that needs it cannot start without the registry"))
        #expect(looked.lastLines.contains("One of these can be fixed by `democtl doctor --fix`."))
        let fixed = try await boot.run("doctor", ["--fix"])
        let running = try #require(fixed.lastLines.firstIndex { $0.hasPrefix("Running ") && $0.contains(" start ") })
        #expect(fixed.lastLines[running...].contains("PASS  Docker Compose: 2.26.1"), "\(fixed.lastLines)")
    }
}
