/// Seconds since its creation, by a monotonic clock.
public struct Stopwatch: Sendable {
    private let start = ContinuousClock.now
    public var seconds: Double { (ContinuousClock.now - start) / .seconds(1) }

    public init() {}
}
