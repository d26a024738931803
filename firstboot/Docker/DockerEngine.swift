import HTTP
import Host
import Installation
import JSON
import Text

/// The Docker Engine's API. The first boot only watches through it; changes go through `docker compose`.
///
/// A question to the socket takes one millisecond; `docker compose ps` takes a hundred.
package struct DockerEngine {
    private let base: String
    private let socket: String?

    /// The engine's address, for this program and for the programs that it starts.
    package static var address: String {
        let given = ThisProcess.variable("DOCKER_HOST") ?? ""
        return given.isEmpty ? "unix:///var/run/docker.sock" : given
    }

    /// - Parameter address: As `DOCKER_HOST` gives it, `unix://` or `tcp://`.
    /// - Throws: ``Failure`` for another kind of address.
    package init(address: String = DockerEngine.address) throws {
        if address.hasPrefix("unix://") {
            socket = String(address.dropFirst("unix://".count))
            base = "http://docker"
        } else if address.hasPrefix("tcp://") {
            socket = nil
            base = "http://" + address.dropFirst("tcp://".count)
        } else {
            throw Failure(
                .invalidInput, "cannot watch a Docker Engine at \(address)",
                help: "set DOCKER_HOST to a unix:// or tcp:// address")
        }
    }

    /// Whether the one at ``address`` is up.
    package static var answers: Bool { (try? DockerEngine())?.isUp == true }

    package var isUp: Bool { (try? get("/_ping")) != nil }

    /// The containers of a Compose project, also stopped ones, but not those of `docker compose run`.
    package func containers(project: String) throws -> [Container] {
        let all: [Container] = try decode(try get("/containers/json?all=1&filters=" + Self.filter(project)))
        return all.filter { !$0.isOneOff }
    }

    /// The details of one container, which the list leaves out; nil if the container is gone.
    package func record(of container: Container) throws -> RunRecord? {
        guard let body = try get("/containers/\(container.id)/json", orNil: 404) else { return nil }
        return try decode(body)
    }

    /// Where the engine keeps images and volumes; nil if it does not say.
    package func dataFolder() throws -> String? {
        struct Answer: Decodable { var DockerRootDir: String? }
        let answer: Answer = try decode(try get("/info"))
        return answer.DockerRootDir
    }

    /// Such as `28.2.2`; nil if it does not say.
    package func version() throws -> String? {
        struct Answer: Decodable { var Version: String? }
        guard let body = try get("/version", orNil: 404) else { return nil }
        let answer: Answer = try decode(body)
        return answer.Version
    }

    /// Whether the engine starts a container at its own start even if somebody has stopped it.
    package func restartsAlways(_ container: Container) throws -> Bool {
        struct Answer: Decodable { var HostConfig: HostConfig? }
        struct HostConfig: Decodable { var RestartPolicy: Policy? }
        struct Policy: Decodable { var Name: String? }
        guard let body = try get("/containers/\(container.id)/json", orNil: 404) else { return false }
        let answer: Answer = try decode(body)
        return answer.HostConfig?.RestartPolicy?.Name == "always"
    }

    /// The names of the networks that a container is in.
    package func networks(of container: Container) throws -> [String] {
        struct Answer: Decodable { var NetworkSettings: Settings? }
        struct Settings: Decodable { var Networks: [String: Network]? }
        struct Network: Decodable {}
        guard let body = try get("/containers/\(container.id)/json", orNil: 404) else { return [] }
        let answer: Answer = try decode(body)
        return (answer.NetworkSettings?.Networks ?? [:]).keys.sorted()
    }

    /// The names of a Compose project's volumes.
    package func volumes(project: String) throws -> [String] {
        struct Answer: Decodable { var Volumes: [Volume]? }
        struct Volume: Decodable { var Name: String }
        let answer: Answer = try decode(try get("/volumes?filters=" + Self.filter(project)))
        return (answer.Volumes ?? []).map(\.Name).sorted()
    }

    /// The image of that name; nil if the engine has none.
    package func image(_ name: String) throws -> EngineImage? {
        guard let body = try get("/images/\(name)/json", orNil: 404) else { return nil }
        return try decode(body)
    }

    /// `{"label":["com.docker.compose.project=NAME"]}` for a query; a project's name needs no escape.
    private static func filter(_ project: String) -> String {
        "%7B%22label%22%3A%5B%22com.docker.compose.project%3D\(project)%22%5D%7D"
    }

    func get(_ path: String) throws -> [UInt8] { try get(path, orNil: 0) ?? [] }

    /// - Parameter absence: The status that means "not found".
    func get(_ path: String, orNil absence: Int) throws -> [UInt8]? {
        do {
            let response = try EngineConnections.send(Request("GET", base + path, unixSocket: socket))
            if response.status == absence { return nil }
            guard response.status == 200 else { throw Self.unavailable("it answers with status \(response.status)") }
            return response.body
        } catch let error as HTTPError {
            throw Self.unavailable(error.description)
        }
    }

    /// Changes something. There is no second attempt.
    ///
    /// - Parameter body: JSON.
    func post(_ path: String, _ body: [UInt8]) throws -> [UInt8] {
        var policy = Policy.once
        policy.attemptTimeout = .seconds(120)
        policy.deadline = .seconds(120)
        let type = [(name: "Content-Type", value: "application/json")]
        do {
            let request = Request("POST", base + path, headers: type, body: body, unixSocket: socket)
            let response = try Client(policy: policy).send(request)
            guard (200..<300).contains(response.status) else {
                throw Self.unavailable("it refuses \(path) with status \(response.status)")
            }
            return response.body
        } catch let error as HTTPError {
            throw Self.unavailable(error.description)
        }
    }

    func decode<Answer: Decodable>(_ body: [UInt8]) throws -> Answer {
        do {
            return try JSONCoder.decode(Answer.self, from: body)
        } catch {
            throw Self.unavailable("its answer is not what the Docker API documents")
        }
    }

    package static func unavailable(_ reason: String) -> Failure {
        Failure(
            .unavailable, "the Docker Engine does not answer: \(reason)",
            help: "look at `systemctl status docker`, start it, and run this again; nothing is lost")
    }
}

/// A container, as the engine lists it.
package struct Container: Decodable, Equatable, Sendable {
    package var id: String
    /// Each with a slash before it.
    package var names: [String]?
    /// created, running, restarting, exited, paused, dead
    package var state: String
    /// Readable text with the health in it: `Up 3 seconds (health: starting)`, `Exited (1) 2 seconds ago`.
    package var status: String
    package var labels: [String: String]
    /// Seconds since 1970.
    package var created: Int?
    package var mounts: [Mount]?
    package var imageID: String?
    /// The image's name when the container was made; its id where that name stands for another one now.
    package var image: String?

    /// What the container sees of the machine's disk.
    package struct Mount: Decodable, Equatable, Sendable {
        /// volume, bind, tmpfs and others
        package var type: String
        /// Of a volume.
        package var name: String?
        package var source: String?
        /// In the container.
        package var target: String?
        package var isWritable: Bool

        package enum CodingKeys: String, CodingKey {
            case type = "Type"
            case name = "Name"
            case source = "Source"
            case target = "Destination"
            case isWritable = "RW"
        }
    }

    package var service: String { labels["com.docker.compose.service"] ?? "" }
    package var name: String { names?.first.map { String($0.drop { $0 == "/" }) } ?? id }
    package var project: String? { labels["com.docker.compose.project"] }
    /// Where the Compose project that it belongs to lies.
    package var projectFolder: String? { labels["com.docker.compose.project.working_dir"] }

    /// The files that Compose took its project's values from, where they were named to it.
    package var environmentFiles: [String] {
        (labels["com.docker.compose.project.environment_file"] ?? "").split(separator: ",").map(String.init)
    }

    /// Whether the engine runs a healthcheck for it, from the compose file or from the image.
    package var hasHealthcheck: Bool { status.contains("(health") || status.contains("(unhealthy)") }
    /// Whether `docker compose run` made it.
    package var isOneOff: Bool { labels["com.docker.compose.oneoff"] == "True" }

    package init(id: String = "", state: String, status: String, labels: [String: String] = [:]) {
        self.id = id
        self.state = state
        self.status = status
        self.labels = labels
    }

    package enum CodingKeys: String, CodingKey {
        case id = "Id"
        case names = "Names"
        case state = "State"
        case status = "Status"
        case labels = "Labels"
        case created = "Created"
        case mounts = "Mounts"
        case imageID = "ImageID"
        case image = "Image"
    }
}

/// An image, as the engine describes it.
package struct EngineImage: Decodable, Equatable, Sendable {
    package var id: String
    /// Its names in registries, with digests.
    package var digests: [String]?
    private var config: Config?

    private struct Config: Decodable, Equatable { var Env: [String]? }

    init(id: String, digests: [String]?) {
        self.id = id
        self.digests = digests
    }

    /// The variables that it gives its containers.
    package var environment: [String: String] {
        let pairs = (config?.Env ?? []).map { $0.split(separator: "=", maxSplits: 1).map(String.init) }
        return Dictionary(pairs.filter { $0.count == 2 }.map { ($0[0], $0[1]) }) { $1 }
    }

    private enum CodingKeys: String, CodingKey {
        case id = "Id"
        case digests = "RepoDigests"
        case config = "Config"
    }
}
