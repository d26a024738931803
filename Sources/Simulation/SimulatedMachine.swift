import Foundation
import JSON
import Plan
import Stamp

/// A folder that stands for a machine's root, with the stamped binary in it.
public struct SimulatedMachine: Sendable {
    public let folder: String
    public let plan: Plan
    /// Whether the folder was made here and so is removed again.
    let isTemporary: Bool

    public var binary: String { "\(folder)/usr/local/bin/\(plan.app.name)ctl" }
    public var credentials: String { "\(folder)/root/\(plan.app.name)-credentials.txt" }
    var composeFile: String { "\(folder)/opt/\(plan.app.name)/\(plan.stack.composeFile)" }
    private var parameters: String { "\(folder)/etc/\(plan.app.name)/parameters.yaml" }

    /// - Parameter folder: Where the machine is, kept afterwards; nil makes a temporary one.
    public init(_ plan: Plan, executable: [UInt8], in folder: String?) throws {
        self.plan = plan
        isTemporary = folder == nil
        self.folder = try folder ?? Self.temporaryFolder(plan.app.name)
        if !FileManager.default.fileExists(atPath: "\(self.folder)/etc/machine-id") {
            // Where no metadata service tells them apart, machines are told apart by this.
            let id = UUID().uuidString.replacing("-", with: "").lowercased()
            try write(Array("\(id)\n".utf8), to: "\(self.folder)/etc/machine-id", mode: 0o444)
        }
        try write(try Stamp.stamp(executable, with: plan), to: binary, mode: 0o755)
    }

    /// Gives the owner's values as a machine has them: in a file, since arguments are seen by every process.
    func give(_ values: [String: String]) throws {
        if values.isEmpty { return }
        // JSON's strings are YAML's.
        let lines = try values.sorted { $0.key < $1.key }.map { name, value in
            "\(name): \(String(decoding: try JSONCoder.encode(value), as: UTF8.self))\n"
        }
        try write(Array(lines.joined().utf8), to: parameters, mode: 0o600)
    }

    func remove() throws {
        if isTemporary { try FileManager.default.removeItem(atPath: folder) }
    }

    private func write(_ bytes: [UInt8], to path: String, mode: Int) throws {
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent()
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try? FileManager.default.removeItem(atPath: path)
        guard FileManager.default.createFile(atPath: path, contents: Data(bytes), attributes: [.posixPermissions: mode])
        else { throw CocoaError(.fileWriteUnknown, userInfo: [NSFilePathErrorKey: path]) }
    }

    private static func temporaryFolder(_ name: String) throws -> String {
        let base = ProcessInfo.processInfo.environment["TMPDIR"] ?? "/tmp"
        let folder = "\(base)/landfall-\(name)-\(UUID().uuidString.prefix(8).lowercased())"
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
        return folder
    }
}
