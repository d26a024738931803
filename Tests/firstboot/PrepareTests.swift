import Foundation
import Host
import TestSupport
import Testing

@Suite struct PrepareTests {
    private let hook = "/var/lib/cloud/scripts/per-instance/demo"
    private let wants = "/etc/systemd/system/multi-user.target.wants/"

    @Test func whatEveryMachineNeedsIsLaidDown() async throws {
        let boot = try await Boot()
        let result = try await boot.run("prepare")
        #expect(result.status == 0, "\(result.lastLines)")
        #expect(try boot.read("/opt/demo/compose.yml") == "services: {}\n")
        #expect(boot.mode("/usr/local/bin/democtl") == 0o755)
        #expect(
            try Data(contentsOf: URL(fileURLWithPath: boot.folder.file("root/usr/local/bin/democtl")))
                == Data(contentsOf: URL(fileURLWithPath: boot.folder.file("democtl"))))
        #expect(boot.mode(hook) == 0o755)
        #expect(try boot.read(hook) == "#!/bin/sh\nexec systemctl start --no-block demo-firstboot.service\n")
        for unit in ["demo.service", "demo-firstboot.service"] {
            #expect(boot.mode("/etc/systemd/system/\(unit)") == 0o644)
            let link = try FileManager.default.destinationOfSymbolicLink(
                atPath: boot.folder.file("root" + wants + unit))
            #expect(link == "/etc/systemd/system/\(unit)")
        }
    }

    @Test func nothingOfOneMachineIsMade() async throws {
        let boot = try await Boot()
        #expect(try await boot.run("prepare").status == 0)
        for path in [
            "/opt/demo/.env", "/opt/demo/conf/app.conf", "/var/lib/landfall/demo", "/root/demo-credentials.txt",
        ] {
            #expect(boot.mode(path) == nil, "\(path)")
        }
    }

    @Test func aSecondRunChangesNothing() async throws {
        let boot = try await Boot()
        #expect(try await boot.run("prepare").status == 0)
        let files = boot.folder.files
        #expect(try await boot.run("prepare").status == 0)
        #expect(boot.folder.files == files)
    }

    @Test func imagesThatAreThereAreNotPulled() async throws {
        let boot = try await Boot(missingImages: ["web:1"])
        #expect(try await boot.run("prepare").status == 0)
        #expect(boot.docker.calls == ["pull --quiet web:1"])
    }

    @Test func anImageThatDoesNotExistIsSaidAtOnce() async throws {
        let boot = try await Boot(
            missingImages: ["db:1"], script: #"[[ $verb == pull ]] && { echo "db:1: manifest unknown"; exit 1; }"#)
        let result = try await boot.run("prepare")
        #expect(result.status == 69)
        #expect(result.lastLines.contains("error: the image db:1 cannot be pulled"))
        #expect(boot.docker.calls.filter { $0.hasPrefix("pull") }.count == 1)
    }

    @Test func archivesAreLoadedBeforeAnythingIsPulled() async throws {
        let boot = try await Boot()
        for name in ["images/b.tar.gz", "images/a.tar", "images/notes.txt"] { try boot.folder.write(name, "") }
        let folder = boot.folder.file("images")
        #expect(try await boot.run("prepare", ["--images", folder]).status == 0)
        #expect(
            boot.docker.calls == [
                "load --quiet --input \(folder)/a.tar", "load --quiet --input \(folder)/b.tar.gz",
            ])
    }

    @Test func aFolderOfArchivesThatIsMissingIsAMistake() async throws {
        let boot = try await Boot()
        #expect(try await boot.run("prepare", ["--images", boot.folder.file("nowhere")]).status == 64)
        #expect(boot.mode("/etc/systemd/system/demo-firstboot.service") == nil)
    }

    @Test(arguments: ["prepare", "seal"]) func onlyRootMayChangeTheWholeMachine(verb: String) async throws {
        let folder = TemporaryFolder()
        let binary = try Executables.stamped(.demo(), in: folder)
        let command =
            getuid() == 0
            ? Command("setpriv", ["--reuid", "65534", "--clear-groups", binary, verb]) : Command(binary, [verb])
        let result = try await command.run()
        #expect(result.status == 77)
        #expect(result.lastLines.contains("help: run `sudo democtl \(verb)`"))
    }

    @Test func aLaterBootStartsTheServicesAgain() async throws {
        let boot = try await Boot()
        #expect(try await boot.run("start").lastLines == ["Demo is not set up yet; `provision` does that."])
        #expect(try await boot.run("provision").status == 0)
        #expect(try await boot.run("start").lastLines.last == "Demo is up.")
        #expect(try await boot.run("stop").status == 0)
        #expect(boot.docker.calls.suffix(2) == ["up --detach --remove-orphans", "stop"])
    }

    @Test(arguments: ["var/lib/snapd/snaps/docker_2963.snap", "snap/docker/current/meta/snap.yaml"])
    func dockerFromSnapIsRefused(file: String) async throws {
        let boot = try await Boot()
        try boot.folder.write("root/" + file, "")
        let result = try await boot.run("prepare")
        #expect(result.status == 65)
        #expect(result.lastLines.contains("error: Docker is installed as a snap, which cannot see /opt/demo"))
        #expect(boot.mode("/opt/demo") == nil)
    }
}
