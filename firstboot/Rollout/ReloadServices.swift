import Docker
import Host
import Installation
import Plan
import Secrets
import Text

/// Lets running services read changed files again, by the commands that app.yaml has for these files.
package struct ReloadServices {
    /// How long a command is tried again, in seconds: a container may have been started just now.
    private static let patience = 3.0

    private let machine: Machine
    private let values: Values
    private let commands: [ServiceCommand]
    private let limit: Int
    /// When each container began to run that does, by its id.
    private let before: [String: Double]

    /// Notes which containers run. To be made before others may take their place: those read today's files by themselves.
    ///
    /// - Parameter limit: How long each command may take, in seconds.
    package init(_ machine: Machine, _ values: Values, _ commands: [ServiceCommand], limit: Int = 60) throws {
        self.limit = limit
        self.machine = machine
        self.values = values
        self.commands = commands
        before =
            commands.isEmpty ? [:] : Dictionary(uniqueKeysWithValues: try Self.running(machine).map { ($0.id, $1) })
    }

    /// The commands of all files.
    package static func all(_ plan: Plan) -> [ServiceCommand] {
        var commands: [ServiceCommand] = []
        for command in plan.stack.files.compactMap(\.reload) where !commands.contains(command) {
            commands.append(command)
        }
        return commands
    }

    private static func running(_ machine: Machine) throws -> [(Container, since: Double)] {
        let engine = try DockerEngine()
        return try engine.containers(project: machine.plan.stack.project).filter { $0.state == "running" }.compactMap {
            container in try engine.record(of: container)?.startedAt.map { (container, $0) }
        }
    }

    /// In the containers that have run all the time.
    package func run() async throws {
        if before.isEmpty { return }
        for (container, since) in try Self.running(machine) where before[container.id] == since {
            for command in commands where command.service == container.service { try await run(command, in: container) }
        }
    }

    private func run(_ task: ServiceCommand, in container: Container) async throws {
        let command = DockerProgram.command(["exec", container.id] + task.run).limited(to: limit)
        var last: CommandResult?
        _ = try await Pace.poll(within: Self.patience) { _ -> Bool? in
            let result = try await command.run()
            last = result
            return result.succeeded || result.status == Command.lateStatus ? true : nil
        }
        guard let last, !last.succeeded else { return }
        let redact = Redactor(values)
        throw Failure(
            .unavailable,
            "`\(task.run.joined(separator: " "))` in \(task.service) "
                + (last.status == Command.lateStatus
                    ? "has not ended within \(limit) seconds" : "failed with exit code \(last.status)"),
            details: last.lastLines.suffix(20).map { redact(VisibleText.of($0)) },
            help: "\(task.service) runs on with the file that it has read before: fix the new one and run this again")
    }
}
