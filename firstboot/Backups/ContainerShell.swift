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
    ///
    /// - Throws: ``ContainerEnded`` if the container does not run any more.
    func waitUntil(_ script: String, _ arguments: [String] = [], input: [UInt8] = []) async throws {
        // The loop is in the container, because each call of `docker exec` takes longer than most looks. What comes on
        // standard input can be read only once.
        let loop = input.isEmpty ? "until (\n\(script)\n); do sleep 0.1; done" : script
        while true {
            let look = Stopwatch()
            if try await command(loop, arguments).run(input: input).succeeded { return }
            guard try DockerEngine().allContainers().first(where: { $0.id == id })?.state == "running" else {
                throw ContainerEnded()
            }
            try await Pace.wait(after: look)
        }
    }
}

/// A container that was waited for does not run.
struct ContainerEnded: Error {}

extension CommandResult {
    /// - Throws: ``Failure`` with its last lines unless it succeeded.
    func require(_ what: String, _ site: Site, help: String? = nil) throws {
        guard !succeeded else { return }
        throw Failure(.unavailable, what, details: lastLines.suffix(10).map(site.shown), help: help)
    }
}
