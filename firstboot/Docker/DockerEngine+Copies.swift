import HTTP
import Host
import Installation
import JSON

/// A container that stands in for another one: the same image, program, user and environment, but with no network and
/// with data folders of its own.
package struct CopiedContainer: Sendable {
    package var labels: [String: String]
    /// Bytes.
    package var memory: Int64
    package var processes: Int
    /// The names of volumes for paths in the container, with the label of ``labels``. Every other path to which the
    /// original may write gets an empty volume that is removed with the container.
    package var volumes: [String: String] = [:]
    /// Another image, whose own settings take the place of the original image's; nil for the original's.
    package var image: String?
    /// Where the data folders are instead, keyed by the original's paths.
    package var targets: [String: String] = [:]
    /// Added to the original's command if that begins with the word.
    package var options: (server: String, flags: [String])?
    /// Where it finds folders of this computer that it can read, keyed by their paths.
    package var readable: [String: String] = [:]

    package init(labels: [String: String], memory: Int64, processes: Int) {
        self.labels = labels
        self.memory = memory
        self.processes = processes
    }
}

extension DockerEngine {
    /// Creates a copy of a container. The environment holds passwords, so it goes over the engine's socket and not
    /// through the arguments or the environment of `docker`.
    ///
    /// - Returns: Its id.
    package func create(_ copy: CopiedContainer, of id: String) throws -> String {
        guard let body = try get("/containers/\(id)/json", orNil: 404),
            let original = try? JSONValue(parsing: body)
        else { throw Self.unavailable("it knows no container \(id.prefix(12))") }
        var base: JSONValue?
        if copy.image != nil, let name = original["Image"]?.asText {
            base = try get("/images/\(name)/json", orNil: 404).flatMap { try? JSONValue(parsing: $0) }?["Config"]
        }
        struct Answer: Decodable { var Id: String }
        let request = copy.request(for: original, without: base)
        let answer: Answer = try decode(try post("/containers/create", request.text()))
        return answer.Id
    }
}

extension CopiedContainer {
    /// What decides how the program runs, and nothing by which others reach it or it reaches others.
    private static let config = ["Env", "Entrypoint", "Cmd", "User", "WorkingDir", "StopSignal", "StopTimeout", "Tty"]
    private static let host = [
        "CapAdd", "CapDrop", "SecurityOpt", "ShmSize", "Tmpfs", "ReadonlyRootfs", "Ulimits", "Init", "GroupAdd",
        "UsernsMode", "Runtime",
    ]

    /// The body of `POST /containers/create`.
    ///
    /// Source: Docker Engine API v1.41, ContainerCreate.
    ///
    /// - Parameter base: The settings of the original's image, which a container repeats.
    func request(for original: JSONValue, without base: JSONValue?) -> JSONValue {
        let text = { (strings: [String: String]) in
            JSONValue.object(strings.sorted { $0.key < $1.key }.map { .init($0.key, .string($0.value)) })
        }
        var host = Self.picked(Self.host, of: original["HostConfig"])
        host += [
            .init("NetworkMode", .string("none")),
            .init("Memory", .number("\(memory)")),
            .init("PidsLimit", .number("\(processes)")),
            .init(
                "LogConfig",
                .object([.init("Type", .string("json-file")), .init("Config", text(["max-size": "1m"]))])),
            .init("Mounts", .array(mounts(of: original))),
        ]
        let config =
            Self.picked(Self.config, of: original["Config"]).compactMap { Self.own($0, without: base) }.map(withOptions)
            + [
                .init("Image", image.map(JSONValue.string) ?? original["Image"] ?? .null),
                .init("Hostname", original["Config"]?["Hostname"] ?? .null),
                .init("Labels", text(labels)),
                .init("Healthcheck", .object([.init("Test", .array([.string("NONE")]))])),
                .init("HostConfig", .object(host)),
            ]
        return .object(config)
    }

    /// What the compose file says of a setting; nil where it is the image's.
    private static func own(_ setting: JSONValue.Member, without base: JSONValue?) -> JSONValue.Member? {
        guard let usual = base?[setting.key] else { return setting }
        if usual == setting.value { return nil }
        guard setting.key == "Env" else { return setting }
        return .init(setting.key, .array(setting.value.elements.filter { !usual.elements.contains($0) }))
    }

    private func withOptions(_ setting: JSONValue.Member) -> JSONValue.Member {
        guard let options, setting.key == "Cmd", setting.value.elements.first?.asText == options.server else {
            return setting
        }
        return .init(setting.key, .array(setting.value.elements + options.flags.map(JSONValue.string)))
    }

    private static func picked(_ names: [String], of object: JSONValue?) -> [JSONValue.Member] {
        names.compactMap { name in object?[name].flatMap { $0 == .null ? nil : JSONValue.Member(name, $0) } }
    }

    /// Volumes for the folders to which the original writes, and what it only reads, such as its settings.
    private func mounts(of original: JSONValue) -> [JSONValue] {
        (original["Mounts"]?.elements ?? []).compactMap { mount -> JSONValue? in
            guard let target = mount["Destination"]?.asText else { return nil }
            let isVolume = mount["Type"]?.asText == "volume"
            guard isVolume || mount["Type"]?.asText == "bind" else { return nil }
            let source = mount["Source"]?.asText ?? ""
            let isFolder = isVolume || Files(.system).resolved(source).map(Files(.system).isFolder) == true
            if isFolder && (isVolume || mount["RW"] == .bool(true)) { return volume(at: target) }
            return Self.bind(source, at: target)
        } + readable.sorted { $0.key < $1.key }.map { Self.bind($0.key, at: $0.value) }
    }

    private static func bind(_ source: String, at target: String) -> JSONValue {
        .object([
            .init("Type", .string("bind")), .init("Source", .string(source)), .init("Target", .string(target)),
            .init("ReadOnly", .bool(true)),
        ])
    }

    private func volume(at target: String) -> JSONValue {
        let labels = JSONValue.object(labels.sorted { $0.key < $1.key }.map { .init($0.key, .string($0.value)) })
        return .object(
            [.init("Type", .string("volume")), .init("Target", .string(targets[target] ?? target))]
                + (volumes[target].map { [.init("Source", .string($0))] } ?? [])
                + [.init("VolumeOptions", .object([.init("Labels", labels)]))])
    }
}
