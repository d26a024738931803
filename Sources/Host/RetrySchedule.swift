/// How often, and after which pauses, to run a program again after a temporary failure.
public struct RetrySchedule: Sendable {
    /// Seconds before each further try.
    public var pauses: [Double]

    public init(pauses: [Double]) { self.pauses = pauses }

    public static let network = RetrySchedule(pauses: [2, 4, 8, 16, 32])

    /// Runs an attempt until it succeeds, fails for good, or the pauses are used up.
    ///
    /// - Parameter isWorthARetry: Whether another try may succeed after this result.
    /// - Returns: The last result.
    public func run(
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
    /// Whether its output has one of these words.
    public func mentions(_ words: [String]) -> Bool {
        lastLines.contains { line in words.contains { line.contains($0) } }
    }
}
