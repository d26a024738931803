import Foundation
import Host
import TestSupport
import Testing

@testable import ImageMaking
@testable import Installation

/// The distribution's own apt-get, on a state folder of the test's, whose locks another process really holds.
@Suite(.enabled(if: Tool.isInstalled("apt-get") && Tool.isInstalled("python3"))) struct AptLockTests {
    private let folder = TemporaryFolder()

    private func apt() throws -> AptGet {
        for path in ["lists/partial/.keep", "cache/archives/partial/.keep", "sources.list"] {
            try folder.write(path, "")
        }
        let status = try String(contentsOfFile: "/var/lib/dpkg/status", encoding: .utf8)
        try folder.write("dpkg/status", status)
        var apt = AptGet(Console())
        apt.options += [
            "Dir::State=\(folder.path)", "Dir::State::Lists=\(folder.file("lists"))",
            "Dir::Cache=\(folder.file("cache"))",
            "Dir::State::status=\(folder.file("dpkg/status"))", "Dir::Etc::SourceList=\(folder.file("sources.list"))",
            "Dir::Etc::SourceParts=-", "APT::Sandbox::User=root", "Debug::NoLocking=false",
        ]
        try folder.write(
            "apt-get",
            "#!/bin/sh\n/usr/bin/apt-get \"$@\" && exit\ncode=$?\ntouch \(folder.path)/refused\nexit $code\n",
            mode: 0o755)
        apt.program = folder.file("apt-get")
        apt.backoff.pauses = []
        return apt
    }

    /// Holds the lock until the file `go` is there.
    private func holder(of lock: String) async throws -> Task<Void, any Error> {
        try folder.write(
            "hold.py",
            """
            import fcntl, os, sys, time
            file = open(sys.argv[1], "w")
            fcntl.lockf(file, fcntl.LOCK_EX)
            open(sys.argv[2] + "/held", "w").close()
            while not os.path.exists(sys.argv[2] + "/go"): time.sleep(0.01)
            """)
        let command = Command("python3", [folder.file("hold.py"), folder.file(lock), folder.path])
        let task = Task { _ = try await command.run() }
        try await eventually { FileManager.default.fileExists(atPath: folder.file("held")) }
        return task
    }

    @Test(arguments: ["lists/lock", "dpkg/lock-frontend", "dpkg/lock"])
    func aLockThatIsGivenBackIsWaitedFor(lock: String) async throws {
        let apt = try apt()
        let holding = try await holder(of: lock)
        async let installed: Void = apt.install(["bash"])
        try await eventually { FileManager.default.fileExists(atPath: folder.file("refused")) }
        try folder.write("go", "")
        try await installed
        try await holding.value
    }

    @Test(arguments: ["lists/lock", "dpkg/lock-frontend"])
    func aLockThatStaysIsReportedWithItsHolder(lock: String) async throws {
        var apt = try apt()
        apt.lock.patience = 0.5
        let holding = try await holder(of: lock)
        let failure = try #require(await #expect(throws: Failure.self) { try await apt.install(["bash"]) })
        #expect(failure.code == .unavailable)
        #expect(failure.message.hasPrefix("another installation has not ended after"))
        #expect(failure.details.joined().contains("python3"), "\(failure.details)")
        #expect(failure.details.joined().contains(lock), "\(failure.details)")
        try folder.write("go", "")
        try await holding.value
    }
}
