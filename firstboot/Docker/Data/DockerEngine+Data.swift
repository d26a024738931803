import Host
import Installation
import Plan

/// A volume, as the engine lists it.
package struct EngineVolume: Decodable, Equatable, Sendable {
    package var name: String
    package var driver: String
    /// Where its files are, for the driver `local`.
    package var mountpoint: String
    package var labels: [String: String]?
    /// The driver's, such as `type`, `o` and `device`.
    package var options: [String: String]?

    package enum CodingKeys: String, CodingKey {
        case name = "Name"
        case driver = "Driver"
        case mountpoint = "Mountpoint"
        case labels = "Labels"
        case options = "Options"
    }

    /// The folder that it is another name for; nil where it has files of its own.
    ///
    /// Source: docker/docker, volume/local: `o=bind` mounts `device`.
    package var boundFolder: String? {
        guard driver == "local", let device = options?["device"], device.hasPrefix("/"),
            options?["o"]?.split(separator: ",").contains(where: { $0 == "bind" || $0 == "rbind" }) == true
        else { return nil }
        return device
    }

    /// Whether it is memory, which no restart outlives.
    package var isMemory: Bool { driver == "local" && options?["type"] == "tmpfs" }

    /// Where its files are when no container runs; nil where only its driver knows.
    package var folder: String? {
        if let boundFolder { return boundFolder }
        return driver == "local" && (options ?? [:]).isEmpty && mountpoint.hasPrefix("/") ? mountpoint : nil
    }
}

extension Container {
    /// Whether it is the app's, or of a Compose project that was in the app's folder before.
    package func belongs(to machine: Machine) -> Bool {
        project == machine.plan.stack.project || projectFolder == machine.files.root.path(machine.paths.stack)
    }
}

extension Machine {
    /// The app's folder as a path of this computer, without links in it.
    package var realStack: String {
        let path = files.root.path(paths.stack)
        return Files(.system).resolved(path) ?? path
    }
}

extension DockerEngine {
    /// All volumes, also those that no Compose project made.
    package func allVolumes() throws -> [EngineVolume] {
        struct Answer: Decodable { var Volumes: [EngineVolume]? }
        let answer: Answer = try decode(try get("/volumes"))
        return (answer.Volumes ?? []).sorted { $0.name < $1.name }
    }

    /// All containers, stopped ones too.
    package func allContainers() throws -> [Container] { try decode(try get("/containers/json?all=1")) }
}
