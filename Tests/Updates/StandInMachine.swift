import Foundation
import Host
import Plan
import Publishing
import Release
import TestSupport
import Testing

/// A machine in a folder on which Demo 1.0.0 runs in an engine that does as it is told.
struct StandInMachine {
    let folder = TemporaryFolder()
    let docker: StandInDocker
    var root: String { folder.file("root") }
    var binary: String { folder.file("root/usr/local/bin/democtl") }
    var state: String { folder.file("root/var/lib/landfall/demo") }

    /// - Parameters:
    ///   - key: Whose signature its releases need; nil where they have none.
    ///   - disk: What is mounted at its root folder, for `mount`.
    ///   - dataFolder: See ``StandInDocker``.
    ///   - backup: What its release backs up.
    ///   - script: See ``StandInDocker``; gets the machine's root folder.
    init(
        key: Minisign.SecretKey? = nil, disk: [String] = [], dataFolder: String? = nil, backup: [Backup.Item] = [],
        script: (_ root: String) -> String = { _ in "" }
    ) async throws {
        docker = try await StandInDocker(
            services: ["web": ("running", "Up 1 second"), "db": ("running", "Up 1 second (healthy)")],
            dataFolder: dataFolder, script: script(folder.file("root")))
        try FileManager.default.createDirectory(
            atPath: folder.file("root"), withIntermediateDirectories: true)
        if !disk.isEmpty { try #require(try await Command("mount", disk + [folder.file("root")]).run().succeeded) }
        try folder.write("root/etc/machine-id", String(repeating: "a", count: 32) + "\n")
        var plan = Self.plan("1.0.0", signedBy: key)
        plan.backup.items = backup
        let made = try Executables.stamped(plan, in: folder)
        try FileManager.default.createDirectory(
            atPath: folder.file("root/usr/local/bin"), withIntermediateDirectories: true)
        try FileManager.default.moveItem(atPath: made, toPath: binary)
        let boot = try await run("provision", "--console", "-")
        try #require(boot.status == 0, "\(boot.lastLines)")
    }

    static func plan(_ version: String, signedBy key: Minisign.SecretKey? = nil) -> Plan {
        var plan = Plan.demo("generic")
        plan.app.version = version
        if let key {
            plan.release = .init(url: "https://example.com/demo")
            plan.release?.keys = [key.publicKey.line]
        }
        plan.afterStart = [ServiceCommand(service: "web", run: ["migrate", "--to", version])]
        return plan
    }

    /// - Returns: A folder for `--from`.
    func publish(_ version: String, _ change: (inout Plan) -> Void = { _ in }) throws -> String {
        let releases = TemporaryFolder()
        var plan = Self.plan(version)
        change(&plan)
        let made = try Executables.stamped(plan, in: releases)
        let name = "release-\(version)"
        try FileManager.default.createDirectory(
            atPath: folder.file(name), withIntermediateDirectories: true)
        try FileManager.default.moveItem(
            atPath: made, toPath: folder.file("\(name)/demo-generic-\(ThisProcess.architecture)"))
        return folder.file(name)
    }

    func run(_ words: String...) async throws -> CommandResult {
        try await Command(
            binary, [words[0], "--root", root] + words.dropFirst(), environment: docker.environment
        ).run()
    }

    var version: String? {
        get async throws {
            let lines = try await Command(binary, ["--version"]).run().lastLines
            return lines.first { $0.hasPrefix("Demo ") }?.split(separator: " ")[1].description
        }
    }
}
