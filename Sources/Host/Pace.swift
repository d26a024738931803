/// The pause between two looks at what changes by itself: short, and longer where looking takes long, as on one slow or
/// busy processor, so that what is waited for keeps it.
public enum Pace {
    /// Seconds.
    public static let shortest = 0.1
    public static let longest = 1.0
    /// Of the time, for looking.
    public static let share = 0.05

    /// - Parameter look: Seconds that the look took.
    /// - Returns: Seconds.
    public static func pause(afterLookOf look: Double) -> Double {
        min(longest, max(shortest, look * (1 - share) / share))
    }

    public static func wait(after look: Stopwatch) async throws {
        try await Task.sleep(for: .seconds(pause(afterLookOf: look.seconds)))
    }
}
