/// Seconds since it was made, by a clock that nobody sets.
public struct Stopwatch: Sendable {
    private let start = ContinuousClock.now
    public var seconds: Double { (ContinuousClock.now - start) / .seconds(1) }

    public init() {}
}
