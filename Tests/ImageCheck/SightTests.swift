import Foundation
import Host
import ImageCheck
import Providers
import TestSupport
import Testing

/// A check that cannot see never says PASS, and sees the same by whatever path it is given the root.
@Suite struct SightTests {
    private let everybody = Inspection(RuleTests.ruleSets)

    /// Rules about the disk, which the tests hand over beside the files.
    private static func isOfDisk(_ verdict: Verdict) -> Bool {
        ["free-space", "digitalocean-disk", "vultr-disk", "linode-disk", "hetzner-disk"].contains(verdict.rule.id)
    }

    private func expectNoPass(_ verdicts: [Verdict], sourceLocation: SourceLocation = #_sourceLocation) {
        #expect(verdicts.count == RuleTests.rules.count, sourceLocation: sourceLocation)
        for verdict in verdicts where !Self.isOfDisk(verdict) {
            let why = "\(verdict.rule.id): \(verdict.outcome)"
            #expect(verdict.status != .pass, "\(why)", sourceLocation: sourceLocation)
            #expect(verdict.notChecked != nil || !verdict.findings.isEmpty, "\(why)", sourceLocation: sourceLocation)
        }
    }

    @Test func `no rule passes on a root whose folders cannot be read`() async throws {
        let root = try SealedRoot()
        for path in ["root/.profile", "tmp/.keep"] { try root.write(path, "") }
        let folders = ["boot", "home", "opt", "root", "tmp", "usr/bin", "usr/lib", "usr/local", "var"]
        for folder in folders { try root.mode(folder, 0) }
        // What says that this is a Linux system: otherwise nothing would be looked at.
        for name in try FileManager.default.contentsOfDirectory(atPath: root.folder.file("etc")) where name != "passwd"
        {
            try root.mode("etc/" + name, 0)
        }
        try root.mode("etc", 0o711)
        defer { for folder in folders { try? root.mode(folder, 0o755) } }
        let verdicts = await asNobody { [everybody, path = root.folder.path] in
            await everybody.run(on: Image(Root(path), means: .filesOnly))
        }
        expectNoPass(verdicts)
    }

    @Test func `no rule passes where every folder is a circle of links`() async throws {
        let root = try SealedRoot()
        for name in try FileManager.default.contentsOfDirectory(atPath: root.folder.path) where name != "etc" {
            try root.remove(name)
            try root.link(name, to: "/" + name)
        }
        for name in try FileManager.default.contentsOfDirectory(atPath: root.folder.file("etc")) {
            try root.remove("etc/" + name)
            try root.link("etc/" + name, to: "/etc/" + name)
        }
        try root.remove("etc/passwd")
        try root.write("etc/passwd", "root:x:0:0::/root:/bin/sh\n")
        expectNoPass(await everybody.run(on: root.image()))
    }

    @Test(arguments: ["", "none", "file"]) func `no rule passes where there is no system`(name: String) async throws {
        let folder = TemporaryFolder()
        try folder.write("file", "not a folder\n")
        let path = name.isEmpty ? folder.path + "/empty" : folder.file(name)
        if name.isEmpty { mkdir(path, 0o755) }
        expectNoPass(await everybody.run(on: Image(Root(path), means: .filesOnly)))
    }

    @Test(arguments: Ways.allCases) func `each rule sees the same by another path`(way: Ways) async throws {
        for spoil in [{ _ in }, Self.spoilAll] as [(SealedRoot) throws -> Void] {
            let root = try SealedRoot()
            try spoil(root)
            let expected = await verdicts(of: root.folder.path)
            let other = TemporaryFolder()
            let path = try way.path(to: root.folder.path, other)
            #expect(await verdicts(of: path) == expected)
            #expect(expected.contains { $0.hasPrefix("security-updates") && !$0.contains("cannotTell") }, "\(expected)")
        }
    }

    enum Ways: CaseIterable {
        case relative, link, relativeLink, dots
        func path(to root: String, _ other: TemporaryFolder) throws -> String {
            let here = FileManager.default.currentDirectoryPath
            let up = String(repeating: "../", count: here.split(separator: "/").count)
            let link = other.file("link")
            try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: root)
            return switch self {
            case .relative: up + root.dropFirst()
            case .link: link
            case .relativeLink: up + link.dropFirst() + "/"
            case .dots: "\(root)/etc/.././"
            }
        }
    }

    private func verdicts(of root: String) async -> [String] {
        await everybody.run(on: Image(Root(root), means: .filesOnly)).map { "\($0.rule.id): \($0.outcome)" }
    }

    /// Much that can be wrong at once.
    private static func spoilAll(_ root: SealedRoot) throws {
        for violation in Violation.all where violation.isOneFile { try violation.spoil(root) }
        try root.lackOneUpdate()
    }
}

/// Runs work as a user who may read nothing that is root's alone.
///
/// The kernel judges access to files by the thread's own user, and takes root's powers over files from a thread whose
/// user is no longer root (setfsuid(2), capabilities(7)): the rest of the process stays what it is.
private func asNobody<Result: Sendable>(_ work: @escaping @Sendable () async -> Result) async -> Result {
    let executor = NobodysThread()
    let result = await withTaskExecutorPreference(executor) { await work() }
    executor.end()
    return result
}

private final class NobodysThread: TaskExecutor, @unchecked Sendable {
    private let jobs = NSCondition()
    private var waiting: [UnownedJob] = []
    private var isOver = false

    init() {
        let thread = Thread { [self] in
            Self.call("setfsgid", 65534)
            Self.call("setfsuid", 65534)
            while let job = next() { job.runSynchronously(on: asUnownedTaskExecutor()) }
        }
        thread.stackSize = 8 << 20
        thread.start()
    }

    /// The Glibc module does not show these two.
    private static func call(_ name: String, _ id: UInt32) {
        guard let function = dlsym(nil, name) else { preconditionFailure("glibc has no \(name)") }
        _ = unsafeBitCast(function, to: (@convention(c) (UInt32) -> Int32).self)(id)
    }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        jobs.withLock {
            waiting.append(job)
            jobs.signal()
        }
    }

    func end() {
        jobs.withLock {
            isOver = true
            jobs.signal()
        }
    }

    private func next() -> UnownedJob? {
        jobs.withLock {
            while waiting.isEmpty && !isOver { jobs.wait() }
            return waiting.isEmpty ? nil : waiting.removeFirst()
        }
    }
}
