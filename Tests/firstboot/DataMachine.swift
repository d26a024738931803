import Foundation
import Host
import Plan
import TestSupport
import Testing

/// Where a stack keeps its data.
enum DataKind: CaseIterable {
    case named, external, anonymous, bindInside, bindOutside
}

/// A machine whose stack keeps data in one place.
struct DataMachine {
    let boot: Boot
    let kind: DataKind
    private let disk: TemporaryFolder

    private static let anonymousName = String(repeating: "0123456789abcdef", count: 4)

    /// - Parameter wasBefore: Whether the data is older than the machine's first boot.
    init(_ kind: DataKind, wasBefore: Bool = false) async throws {
        self.kind = kind
        let disk = TemporaryFolder()
        self.disk = disk
        var plan = Plan.demo()
        var volumes: [StandInVolume] = []
        var containers: [StandInContainer] = []
        let folder = disk.file("data")
        func mount(_ source: String?) {
            plan.stack.mounts = [StackMount(service: "db", target: "/data", source: source.map { Template(text: $0) })]
        }
        switch kind {
        case .named:
            plan.stack.volumes = ["data"]
            mount("data")
            volumes = [StandInVolume("demo_data", folder: folder, wasBefore: wasBefore)]
        case .external:
            plan.stack.volumes = ["data"]
            plan.stack.volumeNames = ["data": Template(text: "shared")]
            mount("data")
            volumes = [StandInVolume("shared", project: nil, folder: folder, wasBefore: wasBefore)]
        case .anonymous:
            mount(nil)
            volumes = [StandInVolume(Self.anonymousName, project: nil, folder: folder, wasBefore: wasBefore)]
            containers = [
                StandInContainer("db", mounts: [.volume(Self.anonymousName, at: "/data")], wasBefore: wasBefore)
            ]
        case .bindInside: mount("./data")
        case .bindOutside: mount(folder)
        }
        boot = try await Boot(
            plan, volumes: volumes, containers: containers,
            script: "[[ $(cat \(disk.file("kill"))) == $verb ]] && kill -KILL $PPID")
        try disk.write("kill", "")
        if wasBefore { try fill() }
    }

    /// Where the data is on this computer.
    var folder: String { kind == .bindInside ? boot.folder.file("root/opt/demo/data") : disk.file("data") }

    /// As a database does that starts for the first time.
    func fill() throws {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try Data("rows".utf8).write(to: URL(fileURLWithPath: folder + "/table"))
    }

    var isFilled: Bool { FileManager.default.fileExists(atPath: folder + "/table") }

    /// What a message calls the place.
    var title: String {
        switch kind {
        case .named: "the volume demo_data"
        case .external: "the volume shared"
        case .anonymous: "the volume without a name 0123456789ab"
        case .bindInside, .bindOutside: folder
        }
    }

    func removeState() throws {
        try FileManager.default.removeItem(atPath: boot.folder.file("root/var/lib/landfall/demo"))
    }

    /// - Parameter verb: Of the `docker` call that kills the run when it is done.
    func provision(_ flags: String..., killedAfter verb: String = "") async throws -> (status: Int32, text: String) {
        try disk.write("kill", verb)
        let result = try await boot.run("provision", flags)
        try disk.write("kill", "")
        return (result.status, result.lastLines.joined(separator: "\n"))
    }

    /// Kills the run at a system call, the one with that number of its kind.
    ///
    /// - Returns: Whether it ended before that.
    func provision(_ flag: String, killedAt call: String, _ count: Int) throws -> Bool {
        let strace = try #require(Tool("strace"))
        let result = try strace.run(
            [
                "-f", "--detach-on=execve", "-o", disk.file("trace"), "--quiet=all", "-e",
                "inject=?\(call),?\(call)at,?\(call)at2:signal=SIGKILL:when=\(count)", boot.binary, "provision", flag,
                "--root", boot.folder.file("root"), "--metadata-url", boot.metadataURL,
            ], environment: boot.docker.environment.compactMapValues { $0 })
        try #require(result.status == 0 || result.status == SIGKILL, "\(result.output)")
        return result.status == 0
    }

    func removeMovedData() throws {
        guard let path = movedData else { return }
        try FileManager.default.removeItem(atPath: path)
    }

    /// Where the data is after it was moved aside; nil where it is in no such place.
    var movedData: String? {
        let manager = FileManager.default
        let folders: [String]
        switch kind {
        case .named, .external, .anonymous: folders = boot.docker.madeVolumes.map(boot.docker.folder(ofVolume:))
        case .bindInside, .bindOutside:
            let parent = (folder as NSString).deletingLastPathComponent
            folders = ((try? manager.contentsOfDirectory(atPath: parent)) ?? []).filter { $0.hasPrefix("data_old-") }
                .map { "\(parent)/\($0)" }
        }
        return folders.first { manager.fileExists(atPath: $0 + "/table") }
    }

    /// Copies of what was replaced, by name.
    var copies: [String: String] {
        get throws {
            let folder = "root/var/lib/landfall/demo/replaced"
            let names = (try? FileManager.default.contentsOfDirectory(atPath: boot.folder.file(folder))) ?? []
            return Dictionary(uniqueKeysWithValues: try names.map { ($0, try boot.folder.read("\(folder)/\($0)")) })
        }
    }
}
