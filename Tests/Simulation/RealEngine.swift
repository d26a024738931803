import Foundation
import Host
import TestSupport

extension RealEngine {
    /// What a simulation of Echora as this provider's machine has left in the engine.
    static func leftovers(of provider: String) async throws -> [String] {
        let containers = try await lines(
            "ps", "--all", "--filter", "name=echora-\(provider)-", "--format", "{{.Names}}")
        let volumes = try await lines("volume", "ls", "--filter", "name=echora-\(provider)-", "--format", "{{.Name}}")
        let networks = try await lines("network", "ls", "--filter", "name=echora-\(provider)-", "--format", "{{.Name}}")
        return containers + volumes + networks
    }

    static let app = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("../../examples/echora/app.yaml").standardized.path

    static func simulate(_ provider: String, _ flags: [String]) -> Command {
        Command(
            Executables.landfall, ["simulate", app, "--provider", provider] + flags,
            environment: ["LANDFALL_FIRSTBOOT": Executables.firstboot])
    }
}
