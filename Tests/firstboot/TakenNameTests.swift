import Foundation
import Plan
import TestSupport
import Testing

/// `prepare` on a machine that has the app's name already, and folders for containers.
@Suite struct TakenNameTests {
    @Test(arguments: [
        "/usr/lib/systemd/system/demo.service", "/etc/systemd/system/demo.service", "/lib/systemd/system/demo.socket",
        "/etc/init.d/demo", "/usr/sbin/democtl", "/usr/local/bin/democtl", "/etc/systemd/system/demo-firstboot.service",
        "/usr/lib/systemd/system/demo-backup.timer", "/etc/systemd/system/demo-backup.service",
    ])
    func anothersUnitOrProgramStopsPrepare(path: String) async throws {
        let boot = try await Boot()
        try boot.folder.write("root" + path, "[Service]\nExecStart=/usr/sbin/demo\n", mode: 0o755)
        let result = try await boot.run("prepare")
        #expect(result.status == 65)
        #expect(result.lastLines.contains { $0.hasPrefix("error: this machine has \(path), which is not ") })
        #expect(boot.mode("/opt/demo") == nil)
        #expect(try boot.read(path).hasPrefix("[Service]"))
    }

    @Test func `its own from the last time, or masked, do not`() async throws {
        var plan = Plan.demo()
        plan.backup.schedule = "daily"
        let boot = try await Boot.prepared(plan)
        #expect(boot.mode("/etc/systemd/system/timers.target.wants/demo-backup.timer") != nil)
        let mask = boot.folder.file("root/etc/systemd/system/demo.timer")
        try FileManager.default.createSymbolicLink(atPath: mask, withDestinationPath: "/dev/null")
        #expect(try await boot.run("prepare").status == 0)
    }

    @Test(.enabled(if: geteuid() == 0, "only root gives folders away"))
    func foldersAndFilesAreTheirOwners() async throws {
        var plan = Plan.demo()
        plan.stack.folders = [
            StackFolder(path: "data", mode: 0o750, owner: FileOwner(user: 1000, group: 1000)),
            StackFolder(path: "shared/conf", owner: FileOwner(user: 1000)),
        ]
        let secret = Template([.secret(plan.secrets[0].name)])
        plan.stack.files.append(
            StackFile(path: "shared/conf/secret", content: .rendered(secret), owner: FileOwner(user: 1000)))
        let boot = try await Boot.prepared(plan)
        #expect(boot.mode("/opt/demo/data") == 0o750)
        #expect(try await boot.run("provision").status == 0)
        for (path, user) in [("data", 1000), ("shared", 0), ("shared/conf", 1000), ("shared/conf/secret", 1000)] {
            let attributes = try FileManager.default.attributesOfItem(atPath: boot.folder.file("root/opt/demo/\(path)"))
            #expect(attributes[.ownerAccountID] as? Int == user, "\(path)")
        }
        #expect(boot.mode("/opt/demo/shared/conf/secret") == 0o600)
        // A container's folder is no reason to stop, and a link that it leaves there is replaced, never followed.
        let file = boot.folder.file("root/opt/demo/shared/conf/secret")
        try boot.folder.write("root/etc/mine", "kept")
        try FileManager.default.removeItem(atPath: file)
        symlink(boot.folder.file("root/etc/mine"), file)
        for verb in ["provision", "prepare", "provision"] {
            let result = try await boot.run(verb)
            #expect(result.status == 0, "\(verb): \(result.lastLines)")
        }
        #expect(try boot.read("/etc/mine") == "kept")
        #expect(try FileManager.default.attributesOfItem(atPath: file)[.type] as? FileAttributeType == .typeRegular)
    }
}
