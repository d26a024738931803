import Host
import Text

/// Which places of this computer containers see.
package struct MountSources {
    private let volumes: [String: EngineVolume]

    init(_ volumes: [String: EngineVolume]) { self.volumes = volumes }

    package init(_ engine: DockerEngine) throws {
        self.init(Dictionary(try engine.allVolumes().map { ($0.name, $0) }) { first, _ in first })
    }

    /// Without links in it; nil where it is no place of this computer, or only a volume's driver knows.
    package func path(of mount: Container.Mount) -> String? {
        switch mount.type {
        case "volume": mount.name.flatMap { volumes[$0]?.folder }.map(Self.real)
        case "bind": mount.source.map { Self.real(NormalPath.of($0)) }
        default: nil
        }
    }

    /// Whether a container sees a file.
    ///
    /// - Parameter path: Of this computer, without links in it.
    /// - Returns: true also where the engine does not say what the container has mounted.
    package func mayShow(_ path: String, to container: Container) -> Bool {
        guard let mounts = container.mounts else { return true }
        return mounts.contains { self.path(of: $0).map(path.isWithin) == true }
    }

    /// So that the same place has one name.
    static func real(_ path: String) -> String { Files(.system).resolved(path) ?? path }
}
