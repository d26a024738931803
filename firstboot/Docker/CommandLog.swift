import Host
import Installation
import Plan

/// A file with what one-time commands have written. Only root can read it.
package struct CommandLog: Sendable {
    /// Of this computer.
    package let path: String
    private let file: Console?

    /// Begins an empty one.
    package init(_ machine: Machine) throws {
        path = machine.files.root.path(machine.paths.commandsLog)
        try machine.files.write(machine.paths.commandsLog, [], mode: 0o600)
        file = Console(opening: path)
    }

    func begin(_ task: ServiceCommand) { line("\(task.service): \(ShellWord.joined(task.run))") }

    func line(_ text: String) { file?.line(text) }
}
