import Host
import Installation
import Plan

/// The stack's `docker compose` commands, as values.
package struct Compose: Sendable {
    private let stack: Stack
    private let folder: String
    private let inherited: [String]
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

    /// All that `docker` and Compose take from their environment. Compose would let a variable of its environment win over
    /// the same one in `.env`, so whoever calls this program would have a say in the app's secrets.
    private static let needed = [
        "PATH", "HOME", "TMPDIR", "DOCKER_HOST", "DOCKER_CONFIG", "DOCKER_CERT_PATH", "DOCKER_TLS_VERIFY",
        "DOCKER_API_VERSION", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "http_proxy", "https_proxy", "no_proxy",
    ]

    package init(_ machine: Machine) {
        stack = machine.plan.stack
        program = Self.program(of: machine)
        folder = machine.files.root.path(machine.paths.stack)
        let own = Set(machine.plan.environment.map(\.name))
        inherited = Self.needed.filter { $0 == "PATH" || !own.contains($0) }
    }

    package var up: Command { command(["up", "--detach", "--remove-orphans"]) }

    /// The same with new containers for all services.
    package var upRecreated: Command { command(["up", "--detach", "--remove-orphans", "--force-recreate"]) }

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
            inherited: inherited)
    }
}
