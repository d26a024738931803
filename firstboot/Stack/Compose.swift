import Host
import Plan

/// The stack's `docker compose` commands, as values.
struct Compose: Sendable {
    private let stack: Stack
    private let folder: String
    /// The names of variables that hold the owner's values: no other program needs to see them.
    private let hidden: [String]

    init(_ machine: Machine) {
        stack = machine.plan.stack
        folder = machine.files.root.path(machine.paths.stack)
        hidden = machine.plan.parameters.map(\.environmentVariable)
    }

    var up: Command { command(["up", "--detach", "--remove-orphans"]) }

    /// Prints the name of each image, one a line.
    var images: Command { command(["config", "--images"]) }

    /// Starts one service with those it depends on, and waits until it is up.
    func up(_ service: String) -> Command { command(["up", "--detach", "--wait", service]) }

    var stop: Command { command(["stop"]) }

    /// Takes the containers away and the data with them.
    var downWithVolumes: Command { command(["down", "--volumes", "--remove-orphans"]) }

    func exec(_ task: ServiceCommand) -> Command { command(["exec", "-T", task.service] + task.run) }

    func logs(_ service: String, lines: Int) -> Command {
        command(["logs", "--no-color", "--no-log-prefix", "--tail", "\(lines)", service])
    }

    private func command(_ arguments: [String]) -> Command {
        let overrides = stack.files.map(\.path).filter { $0 == "docker-compose.override.yml" }
        let files = ([stack.composeFile] + overrides).flatMap { ["--file", "\(folder)/\($0)"] }
        return Command(
            "docker", ["compose", "--project-name", stack.project, "--project-directory", folder] + files + arguments,
            environment: Dictionary(uniqueKeysWithValues: Set(hidden).map { ($0, String?.none) }))
    }
}
