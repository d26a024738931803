import Foundation
import Host
import Plan
import TestSupport
import Testing

/// Another disk than the one of temporary folders.
private enum SecondDisk {
    static let folder = "/dev/shm"

    static var isHere: Bool {
        let files = Files(.system)
        guard let other = try? files.fileSystem(of: folder), let own = try? files.fileSystem(of: "/tmp") else {
            return false
        }
        return other != own
    }
}

/// A machine whose Docker keeps its data on a disk of its own.
@Suite(.enabled(if: SecondDisk.isHere, "/dev/shm is the second disk")) struct DockerDiskTests {
    private func boot(_ folder: String? = SecondDisk.folder) async throws -> Boot {
        var plan = Plan.demo()
        // More than any machine has.
        plan.requires.disk = 1 << 50
        let boot = try await Boot(plan, dataFolder: folder, script: #"[[ $verb == version ]] && echo 2.26.1"#)
        try SealedRoot.writeDistribution(in: boot.folder, under: "root/")
        return boot
    }

    @Test func doctorLooksAtBoth() async throws {
        let boot = try await boot()
        #expect(try await boot.run("provision").status == 0)
        let lines = try await boot.run("doctor").lastLines
        let free = lines.filter { $0.contains("  free disk: ") }
        #expect(free.count == 2 && free.first?.hasSuffix(" at /") == true, "\(lines)")
        #expect(free.last?.hasSuffix(" at Docker's /dev/shm") == true, "\(lines)")
        // The app's need is compared with the one that has its images and volumes.
        let size = lines.first { $0.hasPrefix("WARN  disk: ") }
        #expect(size?.contains(" at Docker's /dev/shm, but the app needs ") == true, "\(lines)")
    }

    @Test func theInstallerLooksAtBoth() async throws {
        let boot = try await boot()
        let lines = try await boot.run("install", ["--metadata-url", boot.metadataURL, "--dry-run"]).lastLines
        let disk = lines.first { $0.contains("  disk: ") }
        #expect(disk?.contains(" at /, ") == true && disk?.contains(" at Docker's /dev/shm") == true, "\(lines)")
    }

    /// The engine's own folder is beside the machine's here.
    @Test(arguments: [nil, "/nowhere/docker"]) func oneDiskHasNoPlace(folder: String?) async throws {
        let boot = try await boot(folder)
        #expect(try await boot.run("provision").status == 0)
        let lines = try await boot.run("doctor").lastLines
        #expect(lines.filter { $0.contains("  free disk: ") }.count == 1, "\(lines)")
        #expect(!lines.contains { $0.contains(" disk: ") && $0.contains(" at ") }, "\(lines)")
    }
}
