import Host
import Plan

/// Brings files to a machine: those that it does not have, and of those that came in part only the rest.
struct FileCopies: Sendable {
    private let remote: Remote
    private let folder: String
    private let say: @Sendable (String) -> Void

    /// Seconds without a byte after which a copy begins again.
    private let patience: Double
    /// Seconds between two lines about one file.
    private let interval: Double

    init(
        _ remote: Remote, folder: String, patience: Double = 120, interval: Double = 15,
        say: @escaping @Sendable (String) -> Void
    ) {
        (self.patience, self.interval) = (patience, interval)
        self.remote = remote
        self.folder = folder
        self.say = say
    }

    /// What is left free beside the files, in bytes.
    private static let reserve = 256 << 20

    func show(_ files: [ReleaseBundle.File], _ state: MachineState) throws {
        for file in files {
            let isThere = state.present.contains(file.sha256)
            say("\(file.name), \(Self.size(file.size)): \(isThere ? "is there already" : "would be copied")")
        }
        try requireRoom(missing(files, state), state)
    }

    func run(_ files: [ReleaseBundle.File], _ state: MachineState) async throws {
        let missing = missing(files, state)
        try requireRoom(missing, state)
        let there = files.count - missing.count
        if there > 0 { say("\(there) of \(files.count) files are there already.") }
        for file in missing { try await copy(file, from: state.parts[file.sha256] ?? 0) }
    }

    /// One of several files with the same content.
    private func missing(_ files: [ReleaseBundle.File], _ state: MachineState) -> [ReleaseBundle.File] {
        var known = state.present
        return files.filter { known.insert($0.sha256).inserted }
    }

    private func requireRoom(_ files: [ReleaseBundle.File], _ state: MachineState) throws {
        let needed = files.map(\.size).reduce(0, +)
        guard needed > 0, needed + Self.reserve > state.free else { return }
        throw DeployFailure(
            .unavailable,
            "\(remote.host) has \(Self.size(state.free)) free, and the files need \(Self.size(needed)) and "
                + "\(Self.size(Self.reserve)) beside them",
            help: "make room there; nothing was copied")
    }

    private func copy(_ file: ReleaseBundle.File, from start: Int) async throws {
        var start = start < file.size ? start : 0
        say("Copying \(file.name), \(Self.size(file.size))\(start > 0 ? ", from \(Self.size(start)) on" : "")…")
        var pauses = Remote.pauses
        while true {
            let answer = try await send(file, from: start)
            if answer.status == 0 { return }
            if answer.status == Scripts.different {
                throw DeployFailure(
                    .invalidInput, "\(file.name) has changed while it was copied", help: "run this again")
            }
            guard answer.isLost || answer.status == Scripts.incomplete, let pause = pauses.first else {
                throw remote.failure(of: answer)
            }
            try remote.requirePossible(answer)
            pauses.removeFirst()
            say("The connection to \(remote.host) broke; going on in \(Int(pause)) s…")
            try await Task.sleep(for: .seconds(pause))
            start = try await count(of: file)
        }
    }

    /// - Returns: The script's answer, or that of a lost connection if nothing moves any more.
    private func send(_ file: ReleaseBundle.File, from start: Int) async throws -> Remote.Answer {
        let source = try OpenFile(file.path, from: start)
        return try await withThrowingTaskGroup(of: Remote.Answer.self) { group in
            group.addTask {
                try await remote.run(
                    Scripts.take, [folder, file.sha256, "\(start)", "\(file.size)"], input: .open(source), limit: nil)
            }
            group.addTask {
                try await standstill(of: source, file)
                return Remote.Answer(status: 255, lines: [], errors: ["nothing of \(file.name) was taken any more"])
            }
            defer { group.cancelAll() }
            return try await group.next() ?? Remote.Answer(status: 255, lines: [], errors: [])
        }
    }

    /// Says how far a long copy is. Ends when nothing was read of it for too long.
    private func standstill(of source: OpenFile, _ file: ReleaseBundle.File) async throws {
        let clock = Stopwatch()
        var (last, moved, told) = (source.position, 0.0, 0.0)
        while true {
            try await Task.sleep(for: .seconds(1))
            let (position, now) = (source.position, clock.seconds)
            if position != last { (last, moved) = (position, now) }
            // What was read to its end is written and compared there still.
            let more = position < file.size ? 0 : Self.seconds(toRead: [file])
            if now - moved > patience + Double(more) { return }
            if now - told >= interval, position < file.size {
                say("  \(Self.size(position)) of \(Self.size(file.size))")
                told = now
            }
        }
    }

    /// How long a slow machine takes at most to read and compare them.
    static func seconds(toRead files: [ReleaseBundle.File]) -> Int { files.map(\.size).reduce(0, +) / 10_000_000 }

    /// How much of it is there by now, in bytes.
    private func count(of file: ReleaseBundle.File) async throws -> Int {
        let lines = try await remote.ask(Scripts.count, [folder, file.sha256])
        let count = lines.first.flatMap { Int($0) } ?? 0
        return count <= file.size ? count : 0
    }

    static func size(_ bytes: Int) -> String {
        if bytes < 10_000 { return "\(bytes) bytes" }
        return bytes < 10_000_000 ? "\(bytes / 1000) kB" : "\(bytes / 1_000_000) MB"
    }
}
