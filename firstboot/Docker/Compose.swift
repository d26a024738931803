import Host
import Installation
import Plan

/// The stack's `docker compose` commands, as values.
package struct Compose: Sendable {
    private let stack: Stack
    private let folder: String
    /// The owner's own override files beside the compose file.
    private let override: Override
    /// The variables of `.env`.
    private let variables: Set<String>
    /// The program and its first arguments.
    private let program: [String]

    /// Where Docker's plugins are, in the order in which `docker` looks for them.
    ///
    /// Source: docker/cli, cli-plugins/manager/manager_unix.go.
    private static var pluginFolders: [String] {
        let shared = ["/usr/local/lib", "/usr/local/libexec", "/usr/lib", "/usr/libexec"].map { $0 + "/docker" }
        return ([DockerProgram.configFolder].compactMap { $0 } + shared).map { $0 + "/cli-plugins" }
    }

    /// Compose's plugin is run directly. Through `docker` it would take twice as long, because `docker` starts the
    /// plugin twice, first to ask what it is. A folder that stands for a machine has no plugins that run here.
    private static func program(of machine: Machine) -> [String] {
        let files = Files(.system)
        let plugin = machine.files.root.isSystem ? pluginFolders.map { $0 + "/docker-compose" } : []
        return plugin.first(where: files.exists).map { [$0] } ?? [DockerProgram.docker, "compose"]
    }

    package init(_ machine: Machine) {
        stack = machine.plan.stack
        program = Self.program(of: machine)
        folder = machine.files.root.path(machine.paths.stack)
        override = Override(machine)
        variables = Set(machine.plan.environment.map(\.name))
    }

    /// Whether the owner's override file changes the services that the plan describes.
    package var isOverridden: Bool { override.ownersFile != nil }

    package var up: Command { command(["up", "--detach", "--remove-orphans"]) }

    /// The same with new containers for all services.
    package var upRecreated: Command { command(["up", "--detach", "--remove-orphans", "--force-recreate"]) }

    /// New containers for these services alone.
    func renew(_ services: [String]) -> Command {
        command(["up", "--detach", "--no-deps", "--force-recreate"] + services)
    }

    /// Makes the containers, networks and volumes, and starts none.
    package var create: Command { command(["create"]) }

    /// Prints the name of each image, one a line.
    package var images: Command { command(["config", "--images"]) }

    /// Prints the project as Compose understands it, in JSON.
    var model: Command { command(["config", "--format", "json"]) }

    /// Starts one service and those it depends on, and waits until it is up.
    package func up(_ service: String) -> Command { command(["up", "--detach", "--wait", service]) }

    package var stop: Command { stop([]) }

    /// - Parameter services: None for all.
    package func stop(_ services: [String]) -> Command { command(["stop"] + services) }

    /// Removes the containers and their data.
    package var downWithVolumes: Command { command(["down", "--volumes", "--remove-orphans"]) }

    package func exec(_ task: ServiceCommand) -> Command { command(["exec", "-T", task.service] + task.run) }

    package func logs(_ service: String, lines: Int) -> Command {
        command(["logs", "--no-color", "--no-log-prefix", "--tail", "\(lines)", service])
    }

    /// - Parameters:
    ///   - lines: Of each service, the last ones; nil for all.
    ///   - since: UTC, in ISO 8601.
    package func logs(_ services: [String], lines: Int?, since: String?, follows: Bool) -> Command {
        let tail = lines.map { ["--tail", "\($0)"] } ?? []
        return command(
            ["logs", "--no-color"] + tail + (since.map { ["--since", $0] } ?? []) + (follows ? ["--follow"] : [])
                + services)
    }

    private func command(_ arguments: [String]) -> Command {
        let files = (stack.composeFiles + override.files).map { "\(folder)/\($0)" }
        let project = ["--project-name", stack.project, "--project-directory", folder]
        return DockerProgram.command(
            program, project + files.flatMap { ["--file", $0] } + arguments, hiding: variables)
    }

    /// The same for a project that is not the app's.
    ///
    /// - Parameter file: Its Compose file, on this computer.
    package static func command(
        on machine: Machine, project: String, file: String, _ arguments: [String]
    ) -> Command {
        DockerProgram.command(program(of: machine), ["--project-name", project, "--file", file] + arguments)
    }
}
