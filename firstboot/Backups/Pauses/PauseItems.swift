import Docker
import Host
import Installation
import Plan

/// Copies items while what `stop`, `before` and `after` name holds still.
struct PauseItems {
    private let machine: Machine
    /// The items share what it says.
    private let wish: Backup.Item

    init(_ machine: Machine, as wish: Backup.Item) {
        self.machine = machine
        self.wish = wish
    }

    /// - Parameter copy: Runs while they hold still. It is cancelled when the app has to be thawed.
    /// - Throws: What `copy` throws, or ``Failure``. The services run again, and the app is thawed, unless the failure
    ///   says that it could not be.
    func run<Answer: Sendable>(_ copy: @escaping @Sendable () async throws -> Answer) async throws -> Answer {
        guard wish.pauses else { return try await copy() }
        // Whoever cancels this ends the copy. The watcher stays until the app goes on.
        let part = CancelledPart<Answer>()
        return try await withTaskCancellationHandler {
            try await uncancelled {
                try await PauseWatcher(machine).run { try await part.run { try await self.paused(copy) } }
            }
        } onCancel: {
            part.cancel()
        }
    }

    private func paused<Answer: Sendable>(_ copy: @escaping @Sendable () async throws -> Answer) async throws -> Answer
    {
        let running = try DockerEngine().containers(project: machine.plan.stack.project).filter {
            wish.stop.contains($0.service) && ["running", "restarting"].contains($0.state)
        }
        try Pause(stopped: running.map(\.id), after: wish.after).write(on: machine)
        do {
            let answer = try await beforeDeadline {
                try await freeze()
                try await stop(running)
                return try await copy()
            }
            try await uncancelled { try await EndPause(machine).run() }
            return answer
        } catch {
            var failure = Failure(error)
            do { try await uncancelled { try await EndPause(machine).run() } } catch {
                failure.details += ["also: \(Failure(error).message)"] + Failure(error).details
            }
            throw failure
        }
    }

    private func freeze() async throws {
        guard let before = wish.before else { return }
        machine.note("running `before` in \(before.service)")
        let result = try await Compose(machine).exec(before).run()
        if !result.succeeded { throw EndPause.failure("`before`", before, result, machine) }
    }

    private func stop(_ containers: [Container]) async throws {
        if containers.isEmpty { return }
        let services = Set(containers.map(\.service)).sorted().joined(separator: ", ")
        machine.note("stopping \(services)")
        let result = try await DockerProgram.command(["stop"] + containers.map(\.id)).run()
        if result.succeeded { return }
        throw Failure(
            .unavailable, "\(services) cannot be stopped for the backup", details: result.lastLines.suffix(10))
    }

    /// A frozen app is thawed at the deadline, before anything waits for the copy's end.
    private func beforeDeadline<Answer: Sendable>(
        _ body: @escaping @Sendable () async throws -> Answer
    ) async throws -> Answer {
        guard wish.after != nil else { return try await body() }
        let late = Failure(
            .unavailable, "\(wish.title) was not copied within its deadline of \(wish.deadline) s",
            help: "the app was not left frozen any longer; the publisher may set a later `deadline` in app.yaml")
        let clock = Stopwatch()
        let answer = try await withThrowingTaskGroup(of: Answer.self) { group in
            defer { group.cancelAll() }
            group.addTask { try await body() }
            group.addTask {
                try await Task.sleep(for: .seconds(wish.deadline))
                try? await EndPause(machine).runEarly()
                throw late
            }
            guard let answer = try await group.next() else { throw late }
            return answer
        }
        // The end of the copy may have been of a thawed app.
        if clock.seconds >= Double(wish.deadline) { throw late }
        return answer
    }
}

extension Backup.Item {
    /// Whether anything is to hold still while it is copied.
    var pauses: Bool { !stop.isEmpty || before != nil || after != nil }

    /// Whether the two can share a pause.
    func pauses(like other: Backup.Item) -> Bool {
        stop == other.stop && before == other.before && after == other.after && deadline == other.deadline
    }
}
