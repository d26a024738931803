import Glibc
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

    /// The next program until the lock is taken: of this process alone.
    private var look: String { "\(machine.paths.nextBinary)-\(getpid())" }

    /// - Throws: ``Failure`` unless this is the program that an update replaces.
    func require(for verb: String) throws {
        let path = machine.files.root.path(machine.paths.binary)
        guard try Files(.system).resolved(path) == ThisProcess.executable() else {
            throw Failure(
                .usage, "`\(verb)` is for the installed program", help: "run `\(Command("sudo", [path, verb]).line)`")
        }
    }

    /// Puts the next program beside this one, to look at what it would do.
    func stageForLook(_ bytes: [UInt8]) throws {
        removeLeftLooks()
        try machine.files.write(look, bytes, mode: 0o755)
    }

    func endLook() { try? machine.files.remove(look) }

    /// Removes what processes have left that were killed.
    private func removeLeftLooks() {
        let path = machine.paths.nextBinary
        let slash = path.lastIndex(of: "/") ?? path.startIndex
        let name = "\(path[slash...].dropFirst())-"
        for other in machine.files.names(in: String(path[..<slash])) {
            // A file that is being written has a dot before its name, and an ending.
            let bare = other.drop { $0 == "." }
            guard bare.hasPrefix(name), let process = Int32(bare.dropFirst(name.count).prefix { $0.isNumber }),
                kill(process, 0) != 0
            else { continue }
            try? machine.files.remove("\(path[..<slash])/\(other)")
        }
    }

    /// Puts the next program beside this one. The lock is held.
    func stage(_ bytes: [UInt8]) throws {
        removeLeftLooks()
        try machine.files.write(machine.paths.nextBinary, bytes, mode: 0o755)
    }

    func unstage() { try? machine.files.remove(machine.paths.nextBinary) }

    private func line(_ arguments: [String]) -> [String] {
        arguments + machine.rootWords
    }

    /// Lets the next program do a part, and shows what it says.
    ///
    /// - Parameter isLook: Whether the lock is not taken yet.
    func runNext(_ arguments: [String], isLook: Bool = false) async throws {
        let console = machine.console
        let program = isLook ? machine.files.root.path(look) : next
        let result = try await Command(program, line(arguments)).run { console.line($0) }
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
