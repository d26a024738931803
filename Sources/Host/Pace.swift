/// The pause between two looks at something that changes by itself. It is short, but grows if a look takes long, as on
/// a slow or busy processor, so that the awaited work keeps the processor.
public enum Pace {
    /// Seconds.
    public static let shortest = 0.1
    public static let longest = 1.0
    /// The share of the time for looking.
    public static let share = 0.05

    /// - Parameter look: How long the look took, in seconds.
    /// - Returns: Seconds.
    public static func pause(afterLookOf look: Double) -> Double {
        min(longest, max(shortest, look * (1 - share) / share))
    }

    /// Looks again and again, until a look gives an answer or the time is over.
    ///
    /// - Parameters:
    ///   - limit: Seconds after which no further look is made.
    ///   - look: Gets the seconds since the first look. nil means that it is to look again.
    /// - Returns: nil if no look gave an answer in time.
    public static func poll<Answer>(
        within limit: Double = .infinity, _ look: (Double) async throws -> Answer?
    ) async throws -> Answer? {
        let clock = Stopwatch()
        while true {
            let one = Stopwatch()
            if let answer = try await look(clock.seconds) { return answer }
            if clock.seconds >= limit { return nil }
            try await wait(after: one)
        }
    }

    public static func wait(after look: Stopwatch) async throws {
        try await Task.sleep(for: .seconds(pause(afterLookOf: look.seconds)))
    }
}
