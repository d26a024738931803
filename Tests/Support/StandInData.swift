import Foundation

/// A volume that a stand-in engine has.
public struct StandInVolume: ExpressibleByStringLiteral, Sendable {
    public var name: String
    /// The Compose project that made it; nil where none did.
    public var project: String?
    /// Where its files are; by default a path that nobody can see.
    public var folder: String
    public var options: [String: String]
    /// Whether it is there before Compose has brought anything up.
    public var wasBefore: Bool

    public init(
        _ name: String, project: String? = "demo", folder: String = "/nowhere/_data", options: [String: String] = [:],
        wasBefore: Bool = false
    ) {
        self.wasBefore = wasBefore
        self.name = name
        self.project = project
        self.folder = folder
        self.options = options
    }

    public init(stringLiteral value: String) { self.init(value) }

    var row: [String: Any] {
        [
            "Name": name, "Driver": "local", "Mountpoint": folder, "Options": options,
            "Labels": project.map { ["com.docker.compose.project": $0] } ?? [:],
        ]
    }
}

/// A container with what it has mounted.
public struct StandInContainer: Sendable {
    public enum Mount: Sendable {
        case volume(String, at: String)
        case bind(String, at: String)
    }
    public var service: String
    public var project: String?
    /// Where its Compose project lies.
    public var folder: String?
    public var state: String
    public var mounts: [Mount]
    /// That Compose took its project's values from.
    public var environmentFile: String?
    /// See ``StandInVolume/wasBefore``.
    public var wasBefore: Bool

    public init(
        _ service: String, project: String? = "demo", folder: String? = nil, state: String = "exited", mounts: [Mount],
        wasBefore: Bool = false
    ) {
        self.wasBefore = wasBefore
        self.service = service
        self.project = project
        self.folder = folder
        self.state = state
        self.mounts = mounts
    }

    var row: [String: Any] {
        var labels = ["com.docker.compose.service": service]
        labels["com.docker.compose.project"] = project
        labels["com.docker.compose.project.working_dir"] = folder
        labels["com.docker.compose.project.environment_file"] = environmentFile
        let mounts = mounts.map { mount -> [String: Any] in
            switch mount {
            case .volume(let name, let target):
                ["Type": "volume", "Name": name, "Source": "/nowhere/\(name)", "Destination": target, "RW": true]
            case .bind(let source, let target):
                ["Type": "bind", "Source": source, "Destination": target, "RW": true]
            }
        }
        return [
            "Id": "id-\(service)", "Names": ["/\(service)-1"], "State": state, "Status": state, "Labels": labels,
            "Mounts": mounts,
        ]
    }
}
