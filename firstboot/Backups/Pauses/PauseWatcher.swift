import Docker
import Glibc
import Host
import Installation
import Rollout

/// Lets the app go on if the backup is killed in a pause, without waiting for the next verb. It is a process of its own,
/// which reads a pipe that ends when the backup's process does, however that ends.
package struct PauseWatcher {
    private let machine: Machine
    /// The words after the program's name that start the watcher.
    package static let words = ["backup", "resume"]
    private static let ready = "ready"
    private static let done = "done"

    package init(_ machine: Machine) { self.machine = machine }

    /// Runs `body` under the eyes of a watcher.
    func run<Answer: Sendable>(_ body: @escaping @Sendable () async throws -> Answer) async throws -> Answer {
        let root = machine.files.root.path("/")
        let watcher = Command(ThisProcess.program, Self.words + ["--root", root])
        let (_, result) = try await watcher.converse { talk -> Result<Answer, any Error> in
            for await line in talk.lines {
                guard line == Self.ready else { continue }
                let result: Result<Answer, any Error>
                do { result = .success(try await body()) } catch { result = .failure(error) }
                talk.say(Self.done)
                return result
            }
            return .failure(Failure(.unavailable, "nothing would let the app go on if this backup were killed"))
        }
        return try result.get()
    }

    /// What the watcher does.
    package func watch() async throws {
        // Ctrl-C, a lost connection and systemd's end of a unit go to all processes of a group.
        setsid()
        for number in [SIGHUP, SIGINT, SIGTERM, SIGPIPE] { signal(number, SIG_IGN) }
        machine.console.line(Self.ready)
        // Nothing is stopped before its record is on the disk.
        if Self.input() == Self.done || !Pause.isThere(on: machine) { return }
        let lock = try await Lock.wait(for: machine.paths.lock, in: machine.files) {}
        defer { _ = lock }
        do { try await Self.end(machine) } catch {
            // Nobody reads this process's output any more.
            for console in Consoles.devices(machine) { Failure(error).report(to: console) }
            throw error
        }
    }

    /// What comes until standard input ends.
    private static func input() -> String {
        var text: [UInt8] = []
        var part = [UInt8](repeating: 0, count: 64)
        while true {
            let count = read(STDIN_FILENO, &part, part.count)
            if count > 0 { text += part.prefix(count) } else if count == 0 || errno != EINTR { break }
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// Ends a pause that a killed backup has left. Every verb that changes something begins with it.
    ///
    /// - Throws: ``Failure`` also if another run works on the machine: it may be the backup whose pause it is.
    package static func finishInterrupted(_ machine: Machine) async throws {
        guard Pause.isThere(on: machine) else { return }
        let lock = try Rollout.takeLock(machine)
        defer { _ = lock }
        try await end(machine)
    }

    private static func end(_ machine: Machine) async throws {
        // Another run may have ended it while this one waited.
        guard Pause.isThere(on: machine) else { return }
        machine.console.line("An earlier backup was interrupted: letting the app go on…")
        try await AwaitEngine(machine).run()
        try await EndPause(machine).run()
    }
}
