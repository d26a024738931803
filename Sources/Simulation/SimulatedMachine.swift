import Foundation
import Host
import JSON
import Plan
import Stamp

/// A folder that stands for a machine's root, with the stamped binary in it.
public struct SimulatedMachine: Sendable {
    /// The public address of a kept machine. On this computer it leads to the stack.
    public static let address = "127.0.0.1"

    public let folder: String
    public let plan: Plan
    /// Whether a machine was in the folder already; its stack may be running.
    public let wasThere: Bool
    /// Whether this run made the folder and so removes it again.
    let isTemporary: Bool

    public var binary: String { folder + Self.binary(plan) }
    public var credentials: String { "\(folder)/root/\(plan.app.name)-credentials.txt" }
    var composeFiles: [String] { plan.stack.composeFiles.map { "\(folder)/opt/\(plan.app.name)/\($0)" } }

    /// A folder that cannot be used for this machine.
    public struct Unfit: Error, CustomStringConvertible {
        public let description: String
    }

    /// - Parameter folder: The machine's folder, which is kept afterwards; nil makes a temporary one.
    /// - Throws: ``Unfit`` if the folder contains something else.
    public init(_ plan: Plan, executable: [UInt8], in folder: String?) throws {
        let project = "\(plan.app.name)-\(plan.provider)-\(UUID().uuidString.prefix(6).lowercased())"
        let earlier = try folder.flatMap { try Self.earlierPlan($0, plan) }
        isTemporary = folder == nil
        wasThere = earlier != nil
        var own = plan
        // The same folder means the same machine, so its stack must be the same too.
        own.stack.project = earlier?.stack.project ?? project
        own.stack.edge?.project = own.stack.project + "-edge"
        // No public authority signs for a trial, and each has a limit of tries.
        own.stack.edge?.usesOwnAuthority = true
        self.plan = own
        self.folder = try folder ?? Scratch(plan.app.name, usual: "/tmp").folder
        let isNew = folder.map { !Files(.system).exists($0) } ?? true
        do {
            try layDown(try Stamp.stamp(executable, with: own))
        } catch {
            // Half a machine is no use.
            if isNew { try? Files(.system).removeTree(self.folder) }
            throw error
        }
    }

    private func layDown(_ program: [UInt8]) throws {
        let files = Files(Root(folder))
        if !files.exists("/etc/machine-id") {
            // Without a metadata service, this tells machines apart.
            let id = UUID().uuidString.replacing("-", with: "").lowercased()
            try files.createFolderIfMissing("/etc")
            try files.write("/etc/machine-id", Array("\(id)\n".utf8), mode: 0o444)
        }
        try files.createFolderIfMissing(Paths.binaries)
        try files.write(Self.binary(plan), program, mode: 0o755)
    }

    /// Lays the app's source down, without its history: no trial is updated.
    ///
    /// - Parameter source: A tar archive with one folder at its top.
    public func layDown(_ source: [UInt8]) async throws {
        let files = Files(Root(folder))
        let place = plan.paths.source
        if files.exists(place) { return }
        try files.createFolderIfMissing(place)
        try files.write("/source.tar", source, mode: 0o600)
        let tar = ["--extract", "--strip-components=1", "--no-same-owner", "--file", folder + "/source.tar"]
        let result = try await Command("tar", tar + ["--directory", folder + place]).run()
        try files.remove("/source.tar")
        guard result.succeeded else {
            throw Unfit(description: "the source cannot be unpacked: \(result.lastLines.last ?? "")")
        }
        // An earlier trial may have built them of another source.
        for build in plan.source?.builds ?? [] {
            _ = try await Command("docker", ["image", "rm", build.image]).run()
        }
    }

    private static func binary(_ plan: Plan) -> String { Paths(app: plan.app.name).binary }

    private static func earlierPlan(_ folder: String, _ plan: Plan) throws -> Plan? {
        let files = Files(Root(folder))
        guard files.exists(binary(plan)) else {
            if files.exists("") && !files.isFolder("") { throw Unfit(description: "\(folder) is not a folder") }
            guard files.names(in: "/").isEmpty else {
                throw Unfit(description: "\(folder) is not empty and is not a simulated machine; name an empty folder")
            }
            return nil
        }
        let earlier = try Stamp.read(file: folder + binary(plan))
        if let earlier, earlier.provider != plan.provider {
            throw Unfit(
                description: "\(folder) is a machine of \(earlier.provider); name another folder for \(plan.provider)")
        }
        return earlier
    }

    /// Passes the owner's values in a file, as on a machine, because every process can see arguments.
    func give(_ values: [String: String]) throws {
        if values.isEmpty { return }
        // A JSON string is also a YAML string.
        let lines = try values.sorted { $0.key < $1.key }.map { name, value in
            "\(name): \(String(decoding: try JSONCoder.encode(value), as: UTF8.self))\n"
        }
        let files = Files(Root(folder))
        let path = Paths(app: plan.app.name).parameters
        try files.writeWithFolders([.init(path, Array(lines.joined().utf8), mode: 0o600)])
    }

    func remove() throws {
        if isTemporary { try FileManager.default.removeItem(atPath: folder) }
    }
}
