import Docker
import Host
import Installation

/// Runs fixed scripts in a container. Values are positional arguments of a script and never part of its text; passwords
/// are neither.
struct ContainerShell: Sendable {
    /// Of the container.
    let id: String

    /// - Parameter script: For a POSIX shell.
    func command(_ script: String, _ arguments: [String]) -> Command {
        DockerProgram.command(["exec", "--interactive", id, "sh", "-c", script, "landfall"] + arguments)
    }

    /// Runs a script until it succeeds. The caller has a deadline.
    func waitUntil(_ script: String, _ arguments: [String] = [], input: [UInt8] = []) async throws {
        while true {
            let look = Stopwatch()
            if try await command(script, arguments).run(input: input).succeeded { return }
            try await Pace.wait(after: look)
        }
    }
}

extension CommandResult {
    /// - Throws: ``Failure`` with its last lines unless it succeeded.
    func require(_ what: String, _ site: Site, help: String? = nil) throws {
        guard !succeeded else { return }
        throw Failure(.unavailable, what, details: lastLines.suffix(10).map(site.shown), help: help)
    }
}
