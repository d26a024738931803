import Host
import Installation

/// Where the stack's containers keep data, as far as it tells whether the data that one-time commands have run on is
/// still there: volumes by their names, bound folders by their paths.
package enum DataPlaces {
    /// Those that the containers have now; nil where there are none, or the engine does not say.
    package static func now(_ machine: Machine) -> [String]? {
        let project = machine.plan.stack.project
        guard let containers = try? DockerEngine().containers(project: project) else { return nil }
        let places = Set(containers.flatMap { $0.mounts ?? [] }.compactMap(\.dataPlace))
        return places.isEmpty ? nil : places.sorted()
    }

    /// Whether nothing of them is left, as after `docker compose down -v`. One that is left may be what the commands have
    /// worked on.
    package static func areGone(_ places: [String]) -> Bool {
        guard !places.isEmpty, let volumes = try? DockerEngine().allVolumes().map(\.name) else { return false }
        return places.allSatisfy { $0.hasPrefix("/") ? Files(.system).names(in: $0).isEmpty : !volumes.contains($0) }
    }
}

extension Container.Mount {
    /// nil for files, and for what the container only reads.
    fileprivate var dataPlace: String? {
        if type == "volume" { return name }
        guard type == "bind", isWritable, let source, !Files(.system).names(in: source).isEmpty else { return nil }
        return source
    }
}
