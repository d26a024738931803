import Host
import Installation
import Plan

/// The `docker` program and Compose's plugin: where they are, and the environment that they are started in.
///
/// Compose lets a variable of its environment win over the same one in `.env` (Docker's documentation, "Environment
/// variables precedence in Docker Compose"), and takes its files, profiles and project from variables too. So it gets
/// none but those by which it finds programs, the registries' logins and the engine, whoever started this program: a
/// unit, cloud-init, or a person whose shell has variables of its own. Proxies are not among them, since the engine
/// pulls the images and has a proxy in its own settings.
package enum DockerProgram {
    /// A call of `docker`.
    package static func command(_ arguments: [String]) -> Command { command([docker], arguments) }

    /// Compose's version; nil where Compose does not run.
    package static func composeVersion() async -> String? {
        let result = try? await command(["compose", "version", "--short"]).run()
        return result?.succeeded == true ? result?.lastLines.last : nil
    }

    /// - Parameters:
    ///   - program: The program with its first arguments.
    ///   - own: The variables of `.env`, which decides on them even where this list has them.
    static func command(_ program: [String], _ arguments: [String], hiding own: Set<String> = []) -> Command {
        let found = environment.filter { !own.contains($0.key) }
        return Command(program[0], program.dropFirst() + arguments, environment: found, inherited: [])
    }

    private static var environment: [String: String?] {
        [
            "PATH": ThisProcess.variable("PATH"), "HOME": ThisProcess.variable("HOME"),
            "DOCKER_CONFIG": configFolder,
            // Said even where it is the usual one: a context that somebody chose would lead Compose to another engine
            // than the one that is watched.
            "DOCKER_HOST": DockerEngine.address,
        ].filter { $0.value != nil }
    }

    /// Where `docker` keeps its settings, the registries' logins among them.
    static var configFolder: String? {
        ThisProcess.variable("DOCKER_CONFIG") ?? ThisProcess.variable("HOME").map { $0 + "/.docker" }
    }

    /// The program's path, found here because `.env` may have a PATH for the services.
    static var docker: String {
        let folders = (ThisProcess.variable("PATH") ?? "").split(separator: ":")
        return folders.lazy.map { "\($0)/docker" }.first(where: Files(.system).exists) ?? "docker"
    }

    static var isInstalled: Bool { docker.contains("/") }
}
