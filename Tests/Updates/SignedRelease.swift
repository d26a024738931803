import Artifacts
import Foundation
import Gzip
import Host
import Plan
import Publishing
import Release
import Stamp
import TestSupport

/// A release as `landfall release` uploads it: the program, a plan, and the signed list.
struct SignedRelease {
    private let files: ProgramFiles
    private let plan: Plan
    private let program: [UInt8]
    /// By name; may be changed before they are written.
    var contents: [String: [UInt8]]
    var list: ReleaseList

    var programName: String { files.program(ThisProcess.architecture) }
    var planName: String { files.plan(plan.provider) }
    var stampedName: String { files.stamped(plan.provider, ThisProcess.architecture) }

    /// - Parameters:
    ///   - program: Without a plan.
    ///   - packed: The same, compressed, if somebody has done that.
    init(_ plan: Plan, _ program: [UInt8] = Executables.plain(), packed: [UInt8]? = nil) throws {
        self.plan = plan
        self.program = program
        files = ProgramFiles(app: plan.app.name)
        let now = Timestamp.now.seconds
        list = ReleaseList(
            name: plan.app.name, version: plan.app.version, channel: plan.release?.channel ?? "stable",
            created: Timestamp(seconds: now - 60).iso8601 ?? "", expires: Timestamp(seconds: now + 86_400).iso8601 ?? ""
        )
        list.keys = plan.release?.keys ?? []
        contents = [:]
        contents[programName] = packed ?? Gzip.compress(program)
        contents[planName] = Gzip.compress(try Stamp.trailer(for: plan))
        list.files = contents.sorted { $0.key < $1.key }.map(Self.entry)
        list.programs = [Self.entry(stampedName, try Stamp.stamp(program, with: plan))]
    }

    static func entry(_ name: String, _ bytes: [UInt8]) -> ReleaseList.File {
        .init(name: name, size: bytes.count, sha256: SHA256.hex(bytes))
    }

    func write(to folder: TemporaryFolder, _ path: String = ".", by key: Minisign.SecretKey) throws {
        for (name, bytes) in contents { try folder.write("\(path)/\(name)", bytes) }
        try list.write(to: folder, path, by: key)
    }
}

extension ReleaseList {
    /// Writes it with its signature.
    func write(to folder: TemporaryFolder, _ path: String, by key: Minisign.SecretKey) throws {
        let bytes = try encoded()
        try folder.write("\(path)/\(Self.name)", bytes)
        let signature = try key.sign(bytes, trustedComment: trustedComment)
        try folder.write("\(path)/\(Self.signatureName)", signature.file)
    }
}

extension Plan {
    /// A release of Demo, whose releases come from that server.
    static func demo(_ version: String, from server: ReleaseServer, signedBy key: Minisign.SecretKey) -> Plan {
        var plan = Plan.demo("generic")
        plan.app = App(name: "demo", title: "Demo", version: version)
        plan.release = Release(url: server.url)
        plan.release?.keys = [key.publicKey.line]
        return plan
    }
}
