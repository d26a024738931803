import AppSpec
import Artifacts
import Findings
import Foundation
import Host
import JSON
import Plan
import Stamp
import Synchronization
import YAML

/// What one run of `generate` made of an app, and of what: the next run does nothing for an app of which all of that is
/// as it was. It is kept with the user's caches, not in the output.
struct GenerationRecord: Codable {
    /// Everything that the result depends on besides the app.
    var maker: String
    var app: String
    var inputs: [Observations.Entry]
    /// Each file's digest, by its path.
    var outputs: [String: String]
    var findings: [RecordedFinding]

    struct RecordedFinding: Codable {
        var isError: Bool
        var message: String
        var file: String
        var line: Int
        var column: Int
        var length: Int
        var help: String?

        init(_ finding: Diagnostic) {
            isError = finding.severity == .error
            message = finding.message
            file = finding.file
            line = finding.mark.line
            column = finding.mark.column
            length = finding.length
            help = finding.help
        }

        var diagnostic: Diagnostic {
            Diagnostic(
                isError ? .error : .warning, message, file: file, at: Mark(line: line, column: column), length: length,
                help: help)
        }
    }
}

/// The records of all apps that this user has generated.
struct GenerationRecords: Sendable {
    private static let kept = 4000

    private let folder: String?
    private let digests = FileDigests()
    private let maker: String

    /// - Parameter maker: See ``GenerationRecord/maker``.
    init(maker: String) {
        self.maker = maker
        let caches = ThisProcess.cacheFolder()
        folder = caches.flatMap { $0.hasPrefix("/") ? "\($0)/landfall/generated" : nil }
    }

    /// What this program, these executables and options are together.
    static func maker(_ options: [String], executables: [String]) -> String {
        var status = stat()
        // A program that is being worked on keeps its version.
        let own =
            stat("/proc/self/exe", &status) == 0
            ? "\(status.st_size) \(status.st_mtim.tv_sec) \(status.st_mtim.tv_nsec)" : ""
        return SHA256.hex(
            [UInt8](([LandfallRelease.version, own] + executables + options).joined(separator: "\0").utf8))
    }

    /// The record of an app of which nothing has changed, neither what it is made of nor what was made.
    func current(file: String, output: String) -> GenerationRecord? {
        guard let path = path(file, output), let bytes = FileManager.default.contents(atPath: path),
            let record = try? JSONCoder.decode(GenerationRecord.self, from: [UInt8](bytes)), record.maker == maker,
            Observations.areCurrent(record.inputs, file: file)
        else { return nil }
        let folder = (output as NSString).appendingPathComponent(record.app)
        return record.outputs.allSatisfy { digests.digest("\(folder)/\($0.key)") == $0.value } ? record : nil
    }

    /// Keeps a record. That it cannot be kept only means that the next run does the work again.
    func keep(
        file: String, output: String, app: String, observations: Observations, paths: [String], findings: [Diagnostic]
    ) {
        guard observations.isComplete, let path = path(file, output) else { return }
        let folder = (output as NSString).appendingPathComponent(app)
        var outputs: [String: String] = [:]
        for name in paths {
            guard let digest = digests.digest("\(folder)/\(name)") else { return }
            outputs[name] = digest
        }
        let record = GenerationRecord(
            maker: maker, app: app, inputs: observations.entries, outputs: outputs,
            findings: findings.map(GenerationRecord.RecordedFinding.init))
        guard let bytes = try? JSONCoder.encode(record) else { return }
        try? FileManager.default.createDirectory(
            atPath: (path as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
        try? Data(bytes).write(to: URL(fileURLWithPath: path), options: .atomic)
    }

    /// Removes the oldest records where there are too many.
    func clean() {
        guard let folder, let names = try? FileManager.default.contentsOfDirectory(atPath: folder),
            names.count > Self.kept
        else { return }
        let files = names.compactMap { name -> (path: String, time: Int)? in
            var status = stat()
            let path = "\(folder)/\(name)"
            return lstat(path, &status) == 0 ? (path, status.st_mtim.tv_sec) : nil
        }
        for file in files.sorted(by: { $0.time > $1.time }).dropFirst(Self.kept) { unlink(file.path) }
    }

    private func path(_ file: String, _ output: String) -> String? {
        let key = absolutePath(file) + "\0" + absolutePath(output)
        return folder.map { "\($0)/\(SHA256.hex([UInt8](key.utf8))).json" }
    }
}

/// Digests of files. One that several names link to is read once.
private final class FileDigests: Sendable {
    private struct Place: Hashable {
        var device: UInt
        var number: UInt
        var size: Int
        var seconds: Int
        var nanoseconds: Int
    }

    private let known = Mutex<[Place: String]>([:])

    /// With the permissions; nil for what is no file.
    func digest(_ path: String) -> String? {
        var status = stat()
        guard lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
        let mode = String(status.st_mode & 0o7777, radix: 8)
        let place = Place(
            device: UInt(status.st_dev), number: UInt(status.st_ino), size: Int(status.st_size),
            seconds: status.st_mtim.tv_sec, nanoseconds: status.st_mtim.tv_nsec)
        if status.st_nlink > 1, let digest = known.withLock({ $0[place] }) { return "\(digest) \(mode)" }
        guard let data = try? Data(contentsOf: URL(fileURLWithPath: path), options: .mappedIfSafe) else { return nil }
        let digest = SHA256.hex([UInt8](data))
        if status.st_nlink > 1 { known.withLock { $0[place] = digest } }
        return "\(digest) \(mode)"
    }
}
