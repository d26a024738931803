import FlyingFox
import Foundation

/// A Docker Engine and a `docker` command that do as a test orders: what the first boot asks of the engine's socket
/// is answered, and each `docker` call is written down. It stands in where the real ones could not be made to fail
/// at will; the real ones run in the simulation's tests.
public final class StandInDocker: Sendable {
    private let folder: TemporaryFolder
    private let server: HTTPServer
    private let serving: Task<Void, any Error>

    /// How a container's runs went, as the engine describes it to who asks for one.
    public struct Run: Sendable {
        public var restarts = 0
        /// Seconds since 1970; long ago unless a test says otherwise.
        public var startedAt = 1_700_000_000.0
        public var exitCode = 0

        public init(restarts: Int = 0, startedAt: Double = 1_700_000_000, exitCode: Int = 0) {
            self.restarts = restarts
            self.startedAt = startedAt
            self.exitCode = exitCode
        }
    }

    /// To be put before PATH.
    public var path: String { folder.file("bin") }
    public var host: String { "unix://" + folder.file("docker.sock") }
    public var environment: [String: String?] {
        ["PATH": "\(path):\(ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin")", "DOCKER_HOST": host]
    }

    /// - Parameters:
    ///   - services: Each with the `State` and `Status` that the engine gives for it once `up` was called.
    ///   - runs: What a look at a service's container tells, given how many looks there were before.
    ///   - missingImages: What the engine lacks until it was pulled.
    ///   - dataFolder: Where it says that it keeps its data; nil for a folder that is there.
    ///   - script: Shell that runs in the `docker` command, with the Compose verb in `$verb` and its folder in `$stack`.
    public init(
        services: [String: (state: String, status: String)], volumes: [StandInVolume] = [],
        containers: [StandInContainer] = [],
        runs: @escaping @Sendable (_ service: String, _ looks: Int) -> Run = { _, _ in Run() },
        missingImages: Set<String> = [], dataFolder: String? = nil, script: String = ""
    ) async throws {
        let folder = TemporaryFolder()
        self.folder = folder
        try folder.write("bin/docker", Self.command(folder, script), mode: 0o755)
        server = HTTPServer(address: .unix(path: folder.file("docker.sock")), logger: .disabled)
        await server.appendRoute("GET /_ping") { _ in HTTPResponse(statusCode: .ok, body: Data("OK".utf8)) }
        await server.appendRoute("GET /info") { _ in
            let answer = ["DockerRootDir": dataFolder ?? folder.path]
            return HTTPResponse(statusCode: .ok, body: try JSONSerialization.data(withJSONObject: answer))
        }
        // Each service reads the files beside the compose file, wherever the folder is that stands for the machine.
        let beside = URL(fileURLWithPath: folder.path).resolvingSymlinksInPath().deletingLastPathComponent().path
        await server.appendRoute("GET /containers/json") { request in
            if !request.query.contains(where: { $0.name == "filters" }) {
                let isGone = FileManager.default.fileExists(atPath: folder.file("removed"))
                let isUp = FileManager.default.fileExists(atPath: folder.file("up"))
                let rows = isGone ? [] : containers.filter { $0.wasBefore || isUp }.map(\.row)
                return HTTPResponse(statusCode: .ok, body: try JSONSerialization.data(withJSONObject: rows))
            }
            let isUp = FileManager.default.fileExists(atPath: folder.file("up"))
            let rows = services.map { name, container in
                [
                    "Id": "id-of-\(name)", "State": container.state, "Status": container.status,
                    "Labels": ["com.docker.compose.service": name],
                    "Mounts": volumes.map { ["Type": "volume", "Name": $0.name, "RW": true] as [String: Any] }
                        + Self.files(of: beside).map { ["Type": "bind", "Source": $0, "RW": false] },
                ] as [String: Any]
            }
            return HTTPResponse(statusCode: .ok, body: try JSONSerialization.data(withJSONObject: isUp ? rows : []))
        }
        let looks = Looks()
        await server.appendRoute("GET /containers/*/json") { request in
            let id = request.path.split(separator: "/").dropFirst().first ?? ""
            let name = String(id.dropFirst("id-of-".count))
            let run = runs(name, await looks.count(name))
            let start = Date(timeIntervalSince1970: run.startedAt).formatted(
                .iso8601.year().month().day().time(includingFractionalSeconds: true).timeZone(separator: .omitted))
            let answer: [String: Any] = [
                "RestartCount": run.restarts,
                "State": [
                    "StartedAt": start, "ExitCode": run.exitCode, "Running": services[name]?.state == "running",
                    "Restarting": services[name]?.state == "restarting",
                ],
            ]
            return HTTPResponse(statusCode: .ok, body: try JSONSerialization.data(withJSONObject: answer))
        }
        await server.appendRoute("GET /images/*/json") { request in
            let name = request.path.split(separator: "/").dropFirst().first.map(String.init) ?? ""
            if name.hasPrefix("sha256:") {
                let image: [String: Any] = ["Id": name, "RepoDigests": [String]()]
                return HTTPResponse(statusCode: .ok, body: try JSONSerialization.data(withJSONObject: image))
            }
            let calls = ((try? folder.read("calls")) ?? "").split(separator: "\n")
            let isHere = calls.contains {
                $0 == "pull --quiet \(name)" || $0.hasPrefix("tag ") && $0.hasSuffix(" \(name)")
            }
            let isGone = FileManager.default.fileExists(atPath: folder.file("gone/\(name)"))
            if (missingImages.contains(name) || isGone) && !isHere { return HTTPResponse(statusCode: .notFound) }
            let digest = (try? folder.read("moved/\(name)")) ?? "digest"
            let repository = name.split(separator: ":").first ?? ""
            let image: [String: Any] = [
                "Id": "sha256:" + (digest.count == 64 ? digest : "id-of-\(name)-\(digest)"),
                "RepoDigests": ["\(repository)@sha256:\(digest)"],
            ]
            return HTTPResponse(statusCode: .ok, body: try JSONSerialization.data(withJSONObject: image))
        }
        await server.appendRoute("GET /volumes") { _ in
            let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.file("volumes"))) ?? []
            let made = names.map { StandInVolume($0, project: nil, folder: folder.file("volumes/\($0)/_data")) }
            let wasUp = FileManager.default.fileExists(atPath: folder.file("was-up"))
            let rows = ["Volumes": (volumes.filter { $0.wasBefore || wasUp } + made).map(\.row)]
            return HTTPResponse(statusCode: .ok, body: try JSONSerialization.data(withJSONObject: rows))
        }
        serving = Task { [server] in try await server.run() }
        try await server.waitUntilListening(timeout: 60)
    }

    deinit { serving.cancel() }

    /// Takes all containers and their volumes away until the next `up`, as `docker compose down --volumes` does.
    public func removeVolumes() {
        removeContainers()
        unlink(folder.file("was-up"))
    }

    /// Takes all containers away.
    public func removeContainers() { unlink(folder.file("up")) }

    /// The `docker` calls so far, one line each, without the options that say where the stack is.
    public var calls: [String] {
        ((try? folder.read("calls")) ?? "").split(separator: "\n").map(String.init)
    }

    /// Lets an image's tag stand for another image from now on.
    public func moveTag(_ name: String, to digest: String) throws { try folder.write("moved/\(name)", digest) }

    /// Takes an image away, until it is pulled or tagged again.
    public func remove(_ name: String) throws {
        try folder.write("calls", calls.filter { !$0.hasSuffix(" \(name)") }.map { "\($0)\n" }.joined())
        try folder.write("gone/\(name)", "")
    }

    /// Where the files of a volume are that was made by a `docker` call.
    public func folder(ofVolume name: String) -> String { folder.file("volumes/\(name)/_data") }

    /// Where the folders of the volumes are that were made by `docker` calls.
    public var volumesFolder: String { folder.file("volumes") }

    /// The volumes that were made by `docker` calls.
    public var madeVolumes: [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: folder.file("volumes"))) ?? []).sorted()
    }

    /// What the `docker` command found in its environment.
    public var sawEnvironment: String { (try? folder.read("environment")) ?? "" }

    /// What lies beside the compose files of machines in a folder, without those and `.env`.
    private static func files(of folder: String) -> [String] {
        let manager = FileManager.default
        func list(_ path: String) -> [String] {
            ((try? manager.contentsOfDirectory(atPath: path)) ?? []).map { "\(path)/\($0)" }
        }
        let stacks = (list(folder) + [folder]).flatMap { list($0 + "/opt") }
        return stacks.flatMap(list).filter { path in ![".env", ".yml", ".yaml"].contains(where: path.hasSuffix) }
    }

    private static func command(_ folder: TemporaryFolder, _ script: String) -> String {
        """
        #!/bin/bash
        while [[ ${1-} == compose || ${1-} == --* ]]; do
            [[ $1 == --project-directory ]] && stack=$2
            if [[ $1 == compose ]]; then shift; else shift 2; fi
        done
        verb=$1
        echo "$*" >> \(folder.path)/calls
        env >> \(folder.path)/environment
        [[ $verb == up ]] && { touch \(folder.path)/up \(folder.path)/was-up; rm -f \(folder.path)/removed; }
        [[ $verb == rm ]] && touch \(folder.path)/removed
        [[ "$1 ${2-}" == "volume create" ]] && mkdir -p "\(folder.path)/volumes/${!#}/_data"
        [[ "$1 ${2-}" == "volume rm" ]] && rm -rf "\(folder.path)/volumes/${!#}"
        \(script)
        exit 0

        """
    }
}

/// Counts the looks at each service's container.
private actor Looks {
    private var counts: [String: Int] = [:]

    /// - Returns: How many there were before this one.
    func count(_ name: String) -> Int {
        defer { counts[name, default: 0] += 1 }
        return counts[name] ?? 0
    }
}
