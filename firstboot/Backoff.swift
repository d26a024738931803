import Host

/// How often and after which pauses a program is run again that failed by somebody else's fault.
struct Backoff: Sendable {
    /// Seconds before each further try.
    var pauses: [Double]

    static let network = Backoff(pauses: [2, 4, 8, 16, 32])

    /// Runs an attempt until it succeeds, fails for good, or the pauses are used up.
    ///
    /// - Parameter isWorthARetry: Whether another try may end better than this result.
    /// - Returns: The last result.
    func run(
        on console: Console, _ attempt: () async throws -> CommandResult, isWorthARetry: (CommandResult) -> Bool
    ) async throws -> CommandResult {
        for pause in pauses {
            let result = try await attempt()
            if result.succeeded || !isWorthARetry(result) { return result }
            console.line("  failed: \(result.lastLines.last ?? "status \(result.status)")")
            console.line("  trying again in \(Int(pause)) s")
            try await Task.sleep(for: .seconds(pause))
        }
        return try await attempt()
    }
}

extension CommandResult {
    /// Whether one of these words is in what it printed.
    func mentions(_ words: [String]) -> Bool {
        lastLines.contains { line in words.contains { line.contains($0) } }
    }
}
