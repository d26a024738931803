import Host
import Installation
import Plan

/// The stack's `docker compose` commands, as values.
package struct Compose: Sendable {
    private let stack: Stack
    private let folder: String
    /// The names of variables that hold the owner's values: no other program needs to see them.
    private let hidden: [String]
    /// The program and its first arguments.
    private let program: [String]

    /// Where Docker's plugins are, in the order in which `docker` looks for them.
    ///
    /// Source: docker/cli, cli-plugins/manager/manager_unix.go.
    private static var pluginFolders: [String] {
        let own = ThisProcess.variable("DOCKER_CONFIG") ?? (ThisProcess.variable("HOME") ?? "") + "/.docker"
        let shared = ["/usr/local/lib", "/usr/local/libexec", "/usr/lib", "/usr/libexec"].map { $0 + "/docker" }
        return ([own] + shared).map { $0 + "/cli-plugins" }
    }

    /// Compose's plugin works without `docker` before it, which takes as long as the plugin's own work: it starts it
    /// twice, first to ask what it is. A folder that stands for a machine has no plugins that run here.
    private static func program(of machine: Machine) -> [String] {
        let files = Files(.system)
        let plugin = machine.files.root.isSystem ? pluginFolders.map { $0 + "/docker-compose" } : []
        return plugin.first(where: files.exists).map { [$0] } ?? ["docker", "compose"]
    }

    package init(_ machine: Machine) {
        stack = machine.plan.stack
        program = Self.program(of: machine)
        folder = machine.files.root.path(machine.paths.stack)
        hidden = machine.plan.parameters.map(\.environmentVariable)
    }

    package var up: Command { command(["up", "--detach", "--remove-orphans"]) }

    /// Prints the name of each image, one a line.
    package var images: Command { command(["config", "--images"]) }

    /// Starts one service with those it depends on, and waits until it is up.
    package func up(_ service: String) -> Command { command(["up", "--detach", "--wait", service]) }

    package var stop: Command { command(["stop"]) }

    /// Takes the containers away and the data with them.
    package var downWithVolumes: Command { command(["down", "--volumes", "--remove-orphans"]) }

    package func exec(_ task: ServiceCommand) -> Command { command(["exec", "-T", task.service] + task.run) }

    package func logs(_ service: String, lines: Int) -> Command {
        command(["logs", "--no-color", "--no-log-prefix", "--tail", "\(lines)", service])
    }

    private func command(_ arguments: [String]) -> Command {
        let overrides = stack.files.map(\.path).filter { $0 == "docker-compose.override.yml" }
        let files = ([stack.composeFile] + overrides).flatMap { ["--file", "\(folder)/\($0)"] }
        let project = ["--project-name", stack.project, "--project-directory", folder]
        return Command(
            program[0], program.dropFirst() + project + files + arguments,
            environment: Dictionary(uniqueKeysWithValues: Set(hidden).map { ($0, String?.none) }))
    }
}
