import Foundation
import Host

/// A run of the machine's program in a systemd unit, which goes on whatever becomes of the connection.
struct MachineRun {
    private let remote: Remote
    private let folder: String
    private let unit: String
    private let say: @Sendable (String) -> Void

    var host: String { remote.host }

    init(_ remote: Remote, folder: String, unit: String, say: @escaping @Sendable (String) -> Void) {
        self.remote = remote
        self.folder = folder
        self.unit = unit
        self.say = say
    }

    /// Starts the program once, and follows it to its end.
    ///
    /// - Returns: Its exit code.
    func start(_ command: [String], release: String, label: String, _ files: [ReleaseBundle.File]) async throws -> Int32
    {
        let id = UUID().uuidString
        let arguments =
            [folder, unit, release, id, label] + files.map { "\($0.name)=\($0.sha256)" } + ["--"] + command
        var pauses = Remote.pauses
        while true {
            let answer = try await remote.run(Scripts.start, arguments)
            if answer.status == 0 { break }
            if answer.status == Scripts.isRunning {
                // Either this one, begun by a connection that broke before it could say so, or another's.
                let last = try await remote.ask(Scripts.last, [folder, unit])
                if last.first == id { break }
                throw DeployFailure(
                    .busy, "another deployment has just begun on \(host)",
                    help: "wait until it ends, then run this again")
            }
            guard answer.isLost || answer.limit != nil, let pause = pauses.first else {
                throw remote.failure(of: answer)
            }
            try remote.requirePossible(answer)
            pauses.removeFirst()
            try await Task.sleep(for: .seconds(pause))
            if try await remote.ask(Scripts.last, [folder, unit]).first == id { break }
        }
        say("\(host) is at work. Neither Ctrl-C here nor a lost connection stops it; the same command shows it again.")
        return try await follow(id)
    }

    /// Shows what it has said from its beginning on, and what it says until it ends.
    ///
    /// - Parameter id: As it was started with.
    /// - Returns: The program's exit code.
    func follow(_ id: String) async throws -> Int32 {
        var shown = 0
        // A line may come in parts, and the rest of one over the next connection.
        var begun: [UInt8] = []
        var pauses = Remote.pauses
        while true {
            let shownBefore = shown
            var before: [UInt8] = []
            let command = remote.command(Scripts.follow, [folder, unit, id, "\(shown)"])
            var isMarked = false
            let result = try await command.read(.bytes([])) { part in
                if isMarked {
                    shown += part.count
                    begun.append(contentsOf: part)
                } else {
                    before.append(contentsOf: part)
                    guard let end = Self.endOfMark(in: before) else { return true }
                    isMarked = true
                    shown += before.count - end
                    begun.append(contentsOf: before[end...])
                }
                while let end = begun.firstIndex(of: 0x0a) {
                    say(String(decoding: begun[..<end], as: UTF8.self))
                    begun.removeSubrange(...end)
                }
                return true
            }
            let answer = Remote.Answer(status: result?.status ?? 255, lines: [], errors: result?.lastLines ?? [])
            if answer.status == 0, let code = Self.code(answer.errors) {
                if !begun.isEmpty { say(String(decoding: begun, as: UTF8.self)) }
                return code
            }
            guard answer.isLost else { throw failure(of: answer) }
            try remote.requirePossible(answer)
            if shown > shownBefore { pauses = Remote.pauses }
            guard let pause = pauses.first else { throw lostForGood }
            pauses.removeFirst()
            say("The connection to \(host) broke. The run goes on there; connecting again in \(Int(pause)) s…")
            try await Task.sleep(for: .seconds(pause))
        }
    }

    /// Where the run's own output begins.
    private static func endOfMark(in bytes: [UInt8]) -> Int? {
        let mark = Array((Scripts.mark + "\n").utf8)
        guard bytes.count >= mark.count else { return nil }
        return (0...bytes.count - mark.count).first { bytes[$0...].starts(with: mark) }.map { $0 + mark.count }
    }

    private static func code(_ lines: [String]) -> Int32? {
        lines.last { $0.hasPrefix("result ") }.flatMap { Int32($0.dropFirst("result ".count)) }
    }

    private var lostForGood: DeployFailure {
        DeployFailure(
            .unavailable, "\(host) can no longer be reached; what runs there goes on",
            help: "run the same command again while it runs, or look there: its output is in \(folder)/runs/\(unit).log"
        )
    }

    private func failure(of answer: Remote.Answer) -> DeployFailure {
        switch answer.status {
        case Scripts.otherRun:
            DeployFailure(
                .busy, "the run on \(host) has ended, and another one has begun since",
                help: "`\(ShellWord.joined(["ssh", host]))` and look at its `status`")
        case Scripts.noResult:
            DeployFailure(
                .unavailable,
                "the run on \(host) has ended without a result: the machine was stopped, or somebody killed it",
                help: "an update that was cut off is undone by itself; run this again")
        default: remote.failure(of: answer)
        }
    }
}
