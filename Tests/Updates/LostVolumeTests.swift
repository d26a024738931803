import Foundation
import Host
import Plan
import TestSupport
import Testing

/// Volumes that are not where an update needs them.
@Suite(.enabled(if: RealEngine.isHere, "run by Scripts/with-engine"), .serialized)
struct LostVolumeTests {
    @Test func aRollbackBringsDataBackIntoAVolumeThatWasRemoved() async throws {
        let machine = try await UpdateMachine()
        let before = try await machine.content()
        let updated = try await machine.update(to: UpdateMachine.second, "--no-backup")
        #expect(updated.status == 0, "\(updated.lastLines)")
        for service in ["db", "web"] {
            _ = try await RealEngine.lines("rm", "--force", "\(machine.project)-\(service)-1")
        }
        for volume in ["rows", "files"] {
            _ = try await RealEngine.lines("volume", "rm", "\(machine.project)_\(volume)")
        }
        let back = try await machine.run("rollback", "--yes")
        #expect(back.status == 0, "\(back.lastLines)")
        #expect(try await machine.content() == before)
        #expect(machine.leftovers() == [])
        try await machine.takeAway()
    }

    /// /dev/shm is a file system of its own everywhere.
    @Test func aVolumeOfAnotherFileSystemIsFoundBeforeAnythingChanges() async throws {
        let device = "/dev/shm/landfall-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: device, withIntermediateDirectories: false)
        defer { try? FileManager.default.removeItem(atPath: device) }
        let machine = try await UpdateMachine { project in
            let labels = ["project=\(project)", "volume=files"].flatMap {
                ["--label", "com.docker.compose.\($0)"]
            }
            let options = ["type=none", "o=bind", "device=\(device)"].flatMap { ["--opt", $0] }
            let command = Command(
                "docker", ["volume", "create"] + labels + options + ["\(project)_files"])
            try #require(try await command.run().succeeded)
        }
        let before = try await machine.content()
        let result = try await machine.update(to: UpdateMachine.second, "--no-backup")
        let text = result.lastLines.joined(separator: "\n")
        #expect(
            result.status == 69 && text.contains("FAIL  data") && text.contains("another file system"),
            "\(text)")
        #expect(try await machine.content() == before && machine.leftovers() == [])
        try await machine.takeAway()
    }
}
