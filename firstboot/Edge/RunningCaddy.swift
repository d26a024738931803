import Docker
import Host
import Installation
import JSON
import Plan
import Text

/// The edge's Caddy in its container.
struct RunningCaddy {
    let machine: Machine
    /// The edge's Compose project.
    let project: String

    /// Seconds that a new container has.
    private static let patience = 30.0

    private func compose(_ arguments: [String]) -> Command {
        Compose.command(
            on: machine, project: project, file: machine.files.root.path(Edge.composeFile), arguments)
    }

    var container: Container? {
        get throws { try DockerEngine().containers(project: project).first { $0.service == "caddy" } }
    }

    /// The names of the networks that its container is in.
    var networks: [String] {
        get throws { try container.map { try DockerEngine().networks(of: $0) } ?? [] }
    }

    var isRunning: Bool { (try? container)?.state == "running" }

    /// Starts it, or another in its place if its image or its ports have changed.
    func up() async throws {
        var result = try await compose(["up", "--detach", "--remove-orphans"]).run()
        if !result.succeeded, result.mentions(["not found"]), result.mentions(["network "]) {
            // The container that is there was in the network of an app, which somebody has removed.
            result = try await compose(["up", "--detach", "--remove-orphans", "--force-recreate"]).run()
        }
        guard result.succeeded else {
            throw Failure(
                .unavailable, "Docker Compose could not start the machine's edge",
                details: result.lastLines.suffix(20).map { VisibleText.of($0) },
                help: "fix what it says and run this again; nothing is lost")
        }
    }

    /// Stops and removes it.
    func down() async throws {
        guard machine.files.exists(Edge.composeFile) else { return }
        let result = try await compose(["down", "--remove-orphans"]).run()
        guard result.succeeded else {
            throw Failure(
                .unavailable, "Docker Compose could not remove the machine's edge",
                details: result.lastLines.suffix(20).map { VisibleText.of($0) },
                help: "fix what it says and run this again")
        }
    }

    /// Such as [2, 11, 7]. Waits until the container runs.
    func version() async throws -> [Int] {
        var last = CommandResult(status: -1)
        let found = try await Pace.poll(within: Self.patience) { _ -> [Int]? in
            last = try await run(["version"])
            guard last.succeeded, let line = last.lastLines.last(where: { !$0.isEmpty }) else { return nil }
            let word = line.split(separator: " ").first ?? ""
            return word.split { $0 == "." || $0 == "v" || $0 == "-" }.compactMap { Int($0) }
        }
        if let found { return found }
        throw await failure("does not run", last)
    }

    /// - Throws: ``Failure`` with what Caddy says of the configuration.
    func validate(_ path: String, of app: App) async throws {
        let result = try await run(["validate", "--config", path, "--adapter", "caddyfile"])
        if result.succeeded { return }
        throw Failure(
            .internalError, "Caddy refuses the configuration for \(app.title)", details: Self.words(of: result),
            help: "the edge goes on with what it had; please report this with the lines above")
    }

    /// Reads the configuration again. Requests that are being answered are ended by the Caddy that has begun them.
    func reload() async throws {
        var last = CommandResult(status: -1)
        let isDone = try await Pace.poll(within: Self.patience) { _ -> Bool? in
            last = try await run(["reload", "--config", "/etc/caddy/\(EdgeFiles.caddyfile)", "--adapter", "caddyfile"])
            // A Caddy that has just been started does not listen yet.
            return last.succeeded ? true : last.mentions(["connection refused"]) ? nil : false
        }
        if isDone == true { return }
        throw await failure("did not take its new configuration", last)
    }

    /// Joins a network, unless it is in it or there is none.
    func connect(_ network: String) async throws {
        guard let container = try container, try !networks.contains(network) else { return }
        let result = try await DockerProgram.command(["network", "connect", network, container.id]).run()
        if result.succeeded { return }
        if result.mentions(["not found", "no such network"]) { return }
        throw Failure(
            .unavailable, "the machine's edge cannot join the network \(network)",
            details: result.lastLines.suffix(5).map { VisibleText.of($0) }, help: "fix what it says and run this again")
    }

    func disconnect(_ network: String) async throws {
        guard let container = try container else { return }
        _ = try await DockerProgram.command(["network", "disconnect", "--force", network, container.id]).run()
    }

    private func run(_ arguments: [String]) async throws -> CommandResult {
        guard let container = try container else { return CommandResult(status: -1) }
        return try await DockerProgram.command(["exec", container.id, "caddy"] + arguments).limited(to: 60).run()
    }

    /// Why it got no certificate for a name since then; nil as long as it tries for the first time.
    ///
    /// Source: certmagic's `doWithRetry`, which writes this once all authorities have refused, and `job failed` in its end.
    func refusal(of host: String, since time: Double) async throws -> String? {
        guard let container = try container else { return nil }
        let since = String(Int(time.rounded(.down)))
        let logs = try await DockerProgram.command(["logs", "--since", since, container.id]).limited(to: 30).run()
        return logs.lastLines.lazy.compactMap { Self.refusal($0, host) }.first
    }

    static func refusal(_ line: String, _ host: String) -> String? {
        guard let entry = try? JSONValue(parsing: Array(line.utf8)), let message = entry["msg"]?.asText,
            ["will retry", "job failed"].contains(message), let error = entry["error"]?.asText,
            let mark = error.firstRange(of: "[\(host)] ")
        else { return nil }
        return VisibleText.of(String(error[mark.upperBound...]))
    }

    func lastLines() async -> [String] {
        let logs = try? await compose(["logs", "--no-color", "--no-log-prefix", "--tail", "20", "caddy"]).run()
        return logs?.lastLines.suffix(20).map { VisibleText.of($0) } ?? []
    }

    private func failure(_ what: String, _ result: CommandResult) async -> Failure {
        Failure(
            .unavailable, "the machine's edge \(what)", details: Self.words(of: result) + (await lastLines()),
            help: "fix the cause and run this again: it continues here")
    }

    private static func words(of result: CommandResult) -> [String] {
        result.lastLines.filter { !$0.contains("\"level\":\"info\"") && !$0.contains("\tINFO\t") }.suffix(10).map {
            VisibleText.of($0)
        }
    }
}
