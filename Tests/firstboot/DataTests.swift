import Foundation
import Plan
import TestSupport
import Testing

/// Data is found wherever it is, and never given new secrets in silence.
@Suite struct DataTests {
    @Test(arguments: DataKind.allCases) func dataWithoutStateGetsTheSecretsOfItsDotEnv(_ kind: DataKind) async throws {
        let machine = try await DataMachine(kind)
        #expect(try await machine.provision().status == 0)
        try machine.fill()
        let before = try machine.boot.secrets
        try machine.removeState()
        let result = try await machine.provision()
        #expect(result.status == 0, "\(result.text)")
        #expect(try machine.boot.secrets == before)
        #expect(result.text.contains("adopting the secrets of \(machine.boot.folder.file("root/opt/demo/.env")): KEY"))
        #expect(result.text.contains(machine.title), "\(result.text)")
        #expect(!result.text.contains(try #require(before["KEY"])))
        #expect(machine.isFilled)
    }

    @Test(arguments: DataKind.allCases) func dataWithoutAnySecretsStopsTheRun(_ kind: DataKind) async throws {
        let machine = try await DataMachine(kind)
        #expect(try await machine.provision().status == 0)
        try machine.fill()
        let before = try machine.boot.secrets
        let saved = try machine.boot.read("/opt/demo/.env")
        try machine.removeState()
        try machine.boot.folder.write("root/opt/demo/.env", "OTHER=x\n", mode: 0o600)
        try FileManager.default.removeItem(atPath: machine.boot.folder.file("root/opt/demo/conf"))
        let calls = machine.boot.docker.calls
        let refused = try await machine.provision()
        #expect(refused.status == 65)
        for words in [machine.title, "--adopt FILE", "--new-data", ".env does not fit: it does not give KEY"] {
            #expect(refused.text.contains(words), "\(words): \(refused.text)")
        }
        #expect(machine.boot.docker.calls == calls)
        #expect(try machine.boot.read("/opt/demo/.env") == "OTHER=x\n")
        #expect((try? machine.boot.secrets) == nil)

        try machine.boot.folder.write("old.env", saved, mode: 0o600)
        let adopted = try await machine.provision("--adopt", machine.boot.folder.file("old.env"))
        #expect(adopted.status == 0, "\(adopted.text)")
        #expect(try machine.boot.secrets == before)
        #expect(try machine.copies["opt-demo-.env"] == "OTHER=x\n")
        #expect(adopted.text.contains("opt-demo-.env"))
        #expect(machine.boot.mode("/var/lib/landfall/demo/replaced/opt-demo-.env") == 0o600)
        #expect(machine.boot.mode("/var/lib/landfall/demo/replaced") == 0o700)
    }

    @Test(arguments: DataKind.allCases) func anotherInstanceIdKeepsTheSecretsOfTheData(_ kind: DataKind) async throws {
        let machine = try await DataMachine(kind)
        #expect(try await machine.provision().status == 0)
        try machine.fill()
        let before = try machine.boot.secrets
        try machine.boot.becomeClone()
        let result = try await machine.provision()
        #expect(result.status == 0, "\(result.text)")
        #expect(try machine.boot.secrets == before)
        #expect(result.text.contains("holds the data of machine 1"))
    }

    @Test(arguments: DataKind.allCases) func aProjectThatWasThereBeforeIsAdopted(_ kind: DataKind) async throws {
        let machine = try await DataMachine(kind, wasBefore: true)
        let written = "# by hand\nexport KEY=\"hand made\"\nDOMAIN=old.example.com # the old name\n"
        try machine.boot.folder.write("root/opt/demo/.env", written)
        try machine.boot.folder.write("root/opt/demo/compose.yml", "services: {old: {}}\n")
        let result = try await machine.provision()
        #expect(result.status == 0, "\(result.text)")
        #expect(try machine.boot.secrets["KEY"] == "hand made")
        #expect(try machine.boot.secrets["URL"] == "db://u:hand made@db")
        #expect(try machine.copies["opt-demo-.env"] == written)
        #expect(try machine.copies["opt-demo-compose.yml"] == "services: {old: {}}\n")
        #expect(result.text.contains("Copies of what was here before"))
        #expect(!result.text.contains("hand made"))
    }

    @Test(arguments: DataKind.allCases) func newDataMovesTheOldAside(_ kind: DataKind) async throws {
        let machine = try await DataMachine(kind)
        #expect(try await machine.provision().status == 0)
        try machine.fill()
        let before = try machine.boot.secrets
        let written = try machine.boot.read("/opt/demo/.env")
        try machine.removeState()
        let result = try await machine.provision("--new-data")
        #expect(result.status == 0, "\(result.text)")
        #expect(try machine.boot.secrets["KEY"] != before["KEY"])
        #expect(!machine.isFilled)
        #expect(FileManager.default.fileExists(atPath: machine.folder), "an empty folder is in its place")
        #expect(machine.movedData != nil)
        #expect(result.text.contains("is now in"))
        #expect(try machine.copies["opt-demo-.env"] == written)
        if kind == .anonymous {
            #expect(machine.boot.docker.calls.contains("stop id-db") && machine.boot.docker.calls.contains("rm id-db"))
        }
    }

    /// Killed at each `docker` call of the move, and finished by the next boot, which has no flags.
    @Test(arguments: DataKind.allCases) func aMoveThatWasCutOffIsFinishedByTheNextBoot(_ kind: DataKind) async throws {
        let machine = try await DataMachine(kind)
        #expect(try await machine.provision().status == 0)
        let verbs =
            kind == .anonymous
            ? ["stop", "rm", "volume"] : ["named", "external"].contains("\(kind)") ? ["volume"] : []
        for verb in verbs {
            try machine.fill()
            let before = try machine.boot.secrets
            try machine.removeState()
            let first = try await machine.provision("--new-data", killedAfter: verb)
            #expect(first.status == 137, "\(verb): \(first.text)")
            let status = try await machine.boot.run("status").lastLines
            #expect(status.first?.hasPrefix("demo: interrupted") == true, "\(verb): \(status)")
            #expect(status.last == "demo: data is partly moved aside; `democtl provision` finishes that")
            let doctor = try await machine.boot.run("doctor").lastLines
            #expect(doctor.contains("WARN  data: not all of it is moved aside yet"), "\(verb): \(doctor)")
            let second = try await machine.provision()
            #expect(second.status == 0, "\(verb): \(second.text)")
            #expect(!machine.isFilled && machine.movedData != nil)
            #expect(try machine.boot.secrets["KEY"] != before["KEY"], "\(verb)")
        }
    }

    /// Killed at every rename and every fsync of a move, and continued by a boot, which has no flags: either all of the
    /// data is where it was, with its secrets, or all of it is aside, and the secrets are new.
    @Test(.enabled(if: Tool.isInstalled("strace")), arguments: ["rename", "fsync"])
    func aKillAnywhereLeavesDataAndSecretsThatFit(call: String) async throws {
        let machine = try await DataMachine(.bindInside)
        #expect(try await machine.provision().status == 0)
        var kills = 0
        while true {
            try machine.fill()
            let before = try machine.boot.secrets
            try machine.removeState()
            let isOver = try machine.provision("--new-data", killedAt: call, kills + 1)
            if !isOver { #expect(try await machine.provision().status == 0) }
            let hasMoved = machine.movedData != nil
            #expect(machine.isFilled != hasMoved, "\(call) \(kills + 1)")
            #expect((try machine.boot.secrets["KEY"] == before["KEY"]) != hasMoved, "\(call) \(kills + 1)")
            if isOver { break }
            try machine.removeMovedData()
            kills += 1
        }
        #expect(kills > 3)
    }

    /// The services never came up with the wrong file's secrets: the choice still counts.
    @Test func anotherChoiceCountsUntilARunHasEnded() async throws {
        let machine = try await DataMachine(.named, wasBefore: true)
        for (name, text) in [("wrong.env", "KEY=wrong\n"), ("good.env", "KEY=good\n")] {
            try machine.boot.folder.write(name, text, mode: 0o600)
        }
        let first = try await machine.provision("--adopt", machine.boot.folder.file("wrong.env"), killedAfter: "up")
        #expect(first.status == 137)
        #expect(try machine.boot.secrets["KEY"] == "wrong")
        let second = try await machine.provision("--adopt", machine.boot.folder.file("good.env"), killedAfter: "up")
        #expect(second.status == 137)
        #expect(try machine.boot.secrets["KEY"] == "good")
        let third = try await machine.provision("--new-data")
        #expect(third.status == 0, "\(third.text)")
        #expect(try machine.boot.secrets["KEY"]?.count == 32)
        #expect(!machine.isFilled && machine.movedData != nil)
        #expect(try await machine.provision("--new-data").status == 64)
    }

    @Test func filesThatContradictEachOtherStopTheRun() async throws {
        let other = TemporaryFolder()
        try other.write("prod.env", "KEY=real\n", mode: 0o600)
        let folder = TemporaryFolder()
        try folder.write("data/table", "rows")
        var container = StandInContainer("db", mounts: [.bind(folder.file("data"), at: "/data")], wasBefore: true)
        container.environmentFile = other.file("prod.env")
        var plan = Plan.demo()
        plan.stack.mounts = [StackMount(service: "db", target: "/data", source: Template(text: folder.file("data")))]
        let boot = try await Boot(plan, containers: [container])
        try boot.folder.write("root/opt/demo/.env", "KEY=stale\n", mode: 0o600)
        let result = try await boot.run("provision")
        let text = result.lastLines.joined(separator: "\n")
        #expect(result.status == 65, "\(text)")
        #expect(text.contains("different values for KEY") && text.contains(other.file("prod.env")), "\(text)")
        #expect(!text.contains("stale") && !text.contains("real"))
    }

    @Test func diffSaysWhatBecomesOfTheSecrets() async throws {
        let machine = try await DataMachine(.bindInside)
        #expect(try await machine.provision().status == 0)
        try machine.fill()
        try machine.removeState()
        let adopts = try await machine.boot.run("diff")
        #expect(adopts.lastLines.joined().contains("the secrets stay: they are adopted from"), "\(adopts.lastLines)")
        try machine.boot.folder.write("root/opt/demo/.env", "OTHER=x\n", mode: 0o600)
        try FileManager.default.removeItem(atPath: machine.boot.folder.file("root/opt/demo/conf"))
        #expect(try await machine.boot.run("diff").status == 65)
    }

    @Test func theOwnersOverrideMayHoldTheData() async throws {
        let disk = TemporaryFolder()
        try disk.write("data/table", "rows")
        let boot = try await Boot()
        try boot.folder.write(
            "root/opt/demo/docker-compose.override.yml",
            "services: { db: { volumes: [\"\(disk.file("data")):/data\"] } }\n")
        let result = try await boot.run("provision")
        #expect(result.status == 65)
        #expect(result.lastLines.joined().contains(disk.file("data")))
    }

    /// Each would fail in the middle of the move.
    @Test func whatCannotBeMovedIsSaidBeforehand() async throws {
        let disk = TemporaryFolder()
        try disk.write("real/table", "rows")
        var plan = Plan.demo()
        plan.stack.mounts = [StackMount(service: "db", target: "/data", source: Template(text: "./"))]
        let boot = try await Boot(plan)
        try boot.folder.write("root/opt/demo/table", "rows")
        let whole = try await boot.run("provision", ["--new-data"])
        #expect(whole.status == 65)
        #expect(whole.lastLines.joined().contains("the app's own files are in it"), "\(whole.lastLines)")
        #expect(try boot.read("/opt/demo/table") == "rows")

        let volume = disk.file("volumes/demo_data/_data")
        try FileManager.default.createDirectory(
            atPath: disk.file("volumes/demo_data"), withIntermediateDirectories: true)
        try FileManager.default.createSymbolicLink(atPath: volume, withDestinationPath: disk.file("real"))
        let linked = try await Boot(volumes: [StandInVolume("demo_data", folder: volume, wasBefore: true)])
        let result = try await linked.run("provision", ["--new-data"])
        #expect(result.status == 65)
        #expect(result.lastLines.joined().contains("leads elsewhere"), "\(result.lastLines)")
        #expect(linked.docker.calls == [])
    }

    @Test func anOthersStoppedContainerKeepsItsData() async throws {
        let folder = TemporaryFolder()
        try folder.write("data/table", "rows")
        var plan = Plan.demo()
        plan.stack.mounts = [StackMount(service: "db", target: "/data", source: Template(text: folder.file("data")))]
        var container = StandInContainer(
            "other", project: "other", folder: "/srv/other", mounts: [.bind(folder.path, at: "/all")], wasBefore: true)
        container.state = "exited"
        let boot = try await Boot(plan, containers: [container])
        let result = try await boot.run("provision", ["--new-data"])
        #expect(result.status == 65)
        #expect(result.lastLines.joined().contains("which is not of this app"), "\(result.lastLines)")
        #expect(try folder.read("data/table") == "rows")
    }

    @Test func memoryAndKeysAreNoData() async throws {
        var plan = Plan.demo()
        plan.stack.volumes = ["scratch"]
        plan.stack.mounts = ["/root/.ssh", "/home/alice/.ssh", "/etc/machine-id"].map {
            StackMount(service: "web", target: "/x", source: Template(text: $0))
        }
        let memory = StandInVolume("demo_scratch", options: ["type": "tmpfs", "device": "tmpfs"], wasBefore: true)
        let boot = try await Boot(plan, volumes: [memory])
        for path in ["root/.ssh/authorized_keys", "home/alice/.ssh/authorized_keys", "etc/machine-id"] {
            try boot.folder.write("root/" + path, "x\n")
        }
        try boot.folder.write("root/opt/demo/docker-compose.override.yml", "services: {}\n")
        #expect(try await boot.run("provision").status == 0)
    }

    @Test(arguments: ["/usr/local/share/demo/db", "/etc/demo/password"]) func dataMayLieInASystemsFolder(_ path: String)
        async throws
    {
        var plan = Plan.demo()
        plan.stack.mounts = [StackMount(service: "db", target: "/data", source: Template(text: path))]
        let boot = try await Boot(plan)
        try boot.folder.write("root\(path)" + (path.hasSuffix("db") ? "/table" : ""), "rows")
        #expect(try await boot.run("provision").status == 65)
    }

    @Test func aFreshMachineHasNoDataAndSaysNothingOfIt() async throws {
        for kind in DataKind.allCases {
            let machine = try await DataMachine(kind)
            let result = try await machine.provision()
            #expect(result.status == 0, "\(result.text)")
            #expect(!result.text.contains("data of Demo"))
            #expect(try machine.copies.isEmpty)
        }
    }

    @Test func filesThatTheAppLaysDownAndEmptyFoldersAreNoData() async throws {
        let machine = try await DataMachine(.bindInside)
        try machine.boot.folder.write("root/opt/demo/.keep", "")
        var plan = machine.boot.plan
        plan.stack.mounts = [
            "./conf", "./compose.yml", "./empty", "/etc/localtime", "/var/run/docker.sock", "/etc", "/",
        ].map {
            StackMount(service: "web", target: "/x", source: Template(text: $0))
        }
        let boot = try await Boot(plan)
        try FileManager.default.createDirectory(
            atPath: boot.folder.file("root/opt/demo/empty/lost+found"), withIntermediateDirectories: true)
        try boot.folder.write("root/opt/demo/conf/app.conf", "key=1")
        try boot.folder.write("root/etc/localtime", "x")
        #expect(try await boot.run("provision").status == 0)
    }

    @Test func aFileThatOthersMayReadIsNotAdopted() async throws {
        let machine = try await DataMachine(.named, wasBefore: true)
        try machine.boot.folder.write("old.env", "KEY=abc\n", mode: 0o644)
        let result = try await machine.provision("--adopt", machine.boot.folder.file("old.env"))
        #expect(result.status == 65)
        #expect(result.text.contains("chmod 600"))
        #expect((try? machine.boot.secrets) == nil)
    }

    @Test func secretsAreAdoptedFromASecretsFile() async throws {
        let machine = try await DataMachine(.named)
        #expect(try await machine.provision().status == 0)
        try machine.fill()
        let before = try machine.boot.secrets
        let saved = try machine.boot.read("/var/lib/landfall/demo/secrets.json")
        try machine.removeState()
        try FileManager.default.removeItem(atPath: machine.boot.folder.file("root/opt/demo/.env"))
        try machine.boot.folder.write("saved.json", saved, mode: 0o600)
        let result = try await machine.provision("--adopt", machine.boot.folder.file("saved.json"))
        #expect(result.status == 0, "\(result.text)")
        #expect(try machine.boot.secrets == before)
    }

    /// A project of the same name in another folder: its data is found, and its volumes by another name are not ours.
    @Test func aProjectInAnotherFolderIsFound() async throws {
        let folder = TemporaryFolder()
        try folder.write("data/table", "rows")
        let boot = try await Boot(
            containers: [
                StandInContainer(
                    "old", folder: folder.path, mounts: [.bind(folder.file("data"), at: "/data")], wasBefore: true)
            ])
        let result = try await boot.run("provision")
        #expect(result.status == 65)
        let text = result.lastLines.joined(separator: "\n")
        #expect(text.contains("it belongs to the Compose project in \(folder.path)"), "\(text)")
    }

    @Test func adoptAndNewDataExcludeEachOther() async throws {
        let boot = try await Boot()
        #expect(try await boot.run("provision", ["--adopt", "x", "--new-data"]).status == 64)
    }

    @Test func dataThatCannotBeMovedStaysWhereItIs() async throws {
        let volume = StandInVolume(
            "demo_data", options: ["type": "nfs", "device": ":/x"], wasBefore: true)
        let boot = try await Boot(volumes: [volume])
        let result = try await boot.run("provision", ["--new-data"])
        #expect(result.status == 65)
        #expect(result.lastLines.joined().contains("its driver alone knows"), "\(result.lastLines)")
        #expect(boot.docker.calls == [])
    }
}
