import Host
import ImageMaking
import Installation
import Stamp
import Text

/// This program as the installed one, and the next release's beside it.
struct InstalledProgram {
    private let machine: Machine

    init(_ machine: Machine) { self.machine = machine }

    private var next: String { machine.files.root.path(machine.paths.nextBinary) }

    /// - Throws: ``Failure`` unless this is the program that an update replaces.
    func require(for verb: String) throws {
        let path = machine.files.root.path(machine.paths.binary)
        guard try Files(.system).resolved(path) == ThisProcess.executable() else {
            throw Failure(
                .usage, "`\(verb)` is for the installed program", help: "run `\(Command("sudo", [path, verb]).line)`")
        }
    }

    /// Puts the next program beside this one.
    func stage(_ bytes: [UInt8]) throws { try machine.files.write(machine.paths.nextBinary, bytes, mode: 0o755) }

    private func line(_ arguments: [String]) -> [String] {
        arguments + (machine.files.root.isSystem ? [] : ["--root", machine.files.root.prefix])
    }

    /// Lets the next program do a part, and shows what it says.
    func runNext(_ arguments: [String]) async throws {
        let console = machine.console
        let result = try await Command(next, line(arguments)).run { console.line($0) }
        if result.succeeded { return }
        throw Failure(
            ExitCode(rawValue: result.status) ?? .unavailable, "the update was not begun; the app runs as it did")
    }

    /// - Returns: Only if it cannot be started.
    func becomeNext(_ arguments: [String]) throws -> any Error { ThisProcess.become([next] + line(arguments)) }
}

/// The boot's unit as an update needs it: only outside its sandbox can it put volumes back.
enum InterruptedUpdateUnit {
    static func require(_ machine: Machine) throws {
        let unit = Units(machine.plan, machine.paths).firstBoot
        let path = "/etc/systemd/system/\(unit.name)"
        guard let bytes = try machine.files.read(path),
            !String(decoding: bytes, as: UTF8.self).contains("restore --continue")
        else { return }
        throw Failure(
            .unavailable, "\(unit.name) is of an older release, and cannot finish what a power cut leaves",
            help: "`sudo \(machine.command) prepare` installs today's; then run this again")
    }
}
