import Foundation
import Host

/// The Docker Engine that `make test` provides, with Echora's images in it.
public enum RealEngine {
    public static let isHere = ProcessInfo.processInfo.environment["DOCKER_HOST"]?.isEmpty == false

    public static func lines(_ arguments: String...) async throws -> [String] {
        try await Command("docker", arguments).run().lastLines.filter { !$0.isEmpty }
    }

    /// Removes a Compose project's containers, and the volumes and networks whose names begin with its own.
    public static func takeAway(project: String) async throws {
        let filter = "label=com.docker.compose.project=\(project)"
        for id in try await lines("ps", "--all", "--quiet", "--filter", filter) {
            _ = try await lines("rm", "--force", "--volumes", id)
        }
        for name in try await lines("volume", "ls", "--quiet") where name.hasPrefix(project) {
            _ = try await lines("volume", "rm", name)
        }
        for name in try await lines("network", "ls", "--format", "{{.Name}}") where name.hasPrefix(project) {
            _ = try await lines("network", "rm", name)
        }
    }
}
