import Foundation
import Host
import Providers
import Signals

/// Builds images in parallel, each with its own Packer.
public struct ImageBuilds: Sendable {
    public enum Outcome: Sendable {
        case built(Snapshot, Duration)
        /// A build of exactly the same inputs exists.
        case unchanged(Snapshot)
        /// The last lines that Packer wrote.
        case failed([String], Duration)
        /// - Parameter isClean: Whether Packer ended by itself, and so has removed its machine.
        case interrupted(Duration, isClean: Bool)
    }

    public struct Result: Sendable {
        public var job: BuildJob
        public var outcome: Outcome
    }

    /// How long Packer may take to remove a machine after Ctrl-C.
    static let patience = Duration.seconds(300)

    private let jobs: [BuildJob]
    private let forced: Bool

    /// - Parameter forced: Also builds what has not changed.
    public init(_ jobs: [BuildJob], forced: Bool) {
        self.jobs = jobs
        self.forced = forced
    }

    /// - Returns: The outcome of each job, in order; or what blocks all of them.
    public func run(_ interruption: Interruption, environment: [String: String]) async throws -> (
        [Result], [Missing]
    ) {
        let known = jobs.map { forced ? nil : $0.built }
        let due = zip(jobs, known).filter { $0.1 == nil }.map(\.0)
        var results = zip(jobs, known).compactMap { job, snapshot in
            snapshot.map { Result(job: job, outcome: .unchanged($0)) }
        }
        if !due.isEmpty {
            let (packer, missing) = await Preflight.run(due, environment: environment)
            guard let packer, missing.isEmpty else { return ([], missing) }
            results += try await build(due, packer, interruption)
        }
        let order = jobs.map(\.provider.id)
        return (
            results.sorted {
                (order.firstIndex(of: $0.job.provider.id) ?? 0) < (order.firstIndex(of: $1.job.provider.id) ?? 0)
            },
            []
        )
    }

    private func build(_ jobs: [BuildJob], _ packer: PackerProgram, _ interruption: Interruption) async throws
        -> [Result]
    {
        for job in jobs { try Files(.system).createFolder(job.folder, mode: 0o755) }
        let progress = Progress(jobs.map(\.provider.id.rawValue))
        let running = Running()
        let console = Console(descriptor: STDERR_FILENO)
        interruption.handle {
            if running.stop(within: Self.patience) {
                console.line("Stopping; Packer removes its machines first.")
            } else {
                console.line("Packer is still removing its machines.")
            }
        }
        let tokens = Provider.all.compactMap { $0.facts.packer?.token?.environment }
        let clock = Task { await progress.tick() }
        defer { clock.cancel() }
        return try await withThrowingTaskGroup(of: Result.self) { group in
            for (index, job) in jobs.enumerated() {
                let run = PackerRun(packer: packer, job: job, tokens: tokens, running: running)
                group.addTask {
                    let start = ContinuousClock.now
                    progress.show("starting Packer \(packer.version)", for: index)
                    let code = try await run.run(forced: forced) { progress.show($0, for: index) }
                    let outcome = Self.outcome(of: job, code, .now - start, interruption.signal != nil)
                    progress.end(outcome.summary, for: index)
                    return Result(job: job, outcome: outcome)
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
    }

    private static func outcome(of job: BuildJob, _ code: Int32, _ time: Duration, _ isInterrupted: Bool) -> Outcome {
        if code == 0, let snapshot = job.built { return .built(snapshot, time) }
        if isInterrupted { return .interrupted(time, isClean: code != 128 + SIGKILL) }
        let log = FileManager.default.contents(atPath: job.log).map { String(decoding: $0, as: UTF8.self) } ?? ""
        let lines = log.split(whereSeparator: \.isNewline).map(String.init)
        // Packer repeats its errors at the end, after this line.
        let last = lines.lastIndex { $0.contains("Some builds didn't complete successfully") }
        return .failed(Array(last.map { lines[($0 + 1)...].prefix(8) } ?? lines.suffix(8)), time)
    }
}

extension ImageBuilds.Outcome {
    var summary: String {
        switch self {
        case .built(let snapshot, _): "built \(snapshot.id)"
        case .unchanged: "unchanged"
        case .failed: "failed"
        case .interrupted: "interrupted"
        }
    }
}
