import Host
import Installation
import Plan

/// The `docker` program and Compose's plugin: their paths and their environment.
///
/// Compose lets a variable of its environment win over the same one in `.env` (Docker's documentation, "Environment
/// variables precedence in Docker Compose"), and takes its files, profiles and project from variables too. So Compose
/// gets only the variables that lead to programs, registry logins and the engine. It does not matter who started this
/// program: a unit, cloud-init, or a person whose shell has variables of its own. Proxy variables are not passed on:
/// the engine pulls the images and has its own proxy setting.
package enum DockerProgram {
    /// A call of `docker`.
    package static func command(_ arguments: [String]) -> Command { command([docker], arguments) }

    /// Gives an image another name.
    package static func tag(_ image: String, as name: String) -> Command { command(["tag", image, name]) }

    /// Compose's version; nil if Compose does not run.
    package static func composeVersion() async -> String? {
        let result = try? await command(["compose", "version", "--short"]).run()
        return result?.succeeded == true ? result?.lastLines.last : nil
    }

    /// - Parameters:
    ///   - program: The program with its first arguments.
    ///   - own: The variables of `.env`. It wins over this list.
    static func command(_ program: [String], _ arguments: [String], hiding own: Set<String> = []) -> Command {
        let found = environment.filter { !own.contains($0.key) }
        return Command(program[0], program.dropFirst() + arguments, environment: found, inherited: [])
    }

    private static var environment: [String: String?] {
        [
            "PATH": ThisProcess.variable("PATH"), "HOME": ThisProcess.variable("HOME"),
            "DOCKER_CONFIG": configFolder,
            // Always set, even for the usual address. Otherwise a `docker context` could lead Compose to another engine
            // than the one that is watched.
            "DOCKER_HOST": DockerEngine.address,
        ].filter { $0.value != nil }
    }

    /// Where `docker` keeps its settings, registry logins included.
    static var configFolder: String? {
        ThisProcess.variable("DOCKER_CONFIG") ?? ThisProcess.variable("HOME").map { $0 + "/.docker" }
    }

    /// The program's path. It is looked up here because `.env` may set a PATH for the services.
    static var docker: String {
        let folders = (ThisProcess.variable("PATH") ?? "").split(separator: ":")
        return folders.lazy.map { "\($0)/docker" }.first(where: Files(.system).exists) ?? "docker"
    }

    package static var isInstalled: Bool { docker.contains("/") }
}
