import Glibc

/// A client's clock, sleep and random numbers. Tests replace them and never sleep.
public struct Timing: Sendable {
    /// A monotonic clock's reading.
    public var now: @Sendable () -> Duration
    public var sleep: @Sendable (Duration) -> Void
    /// In 0..<1.
    public var random: @Sendable () -> Double

    public init(
        now: @escaping @Sendable () -> Duration, sleep: @escaping @Sendable (Duration) -> Void,
        random: @escaping @Sendable () -> Double
    ) {
        self.now = now
        self.sleep = sleep
        self.random = random
    }

    public static let live = Timing(
        now: {
            var time = timespec()
            clock_gettime(CLOCK_MONOTONIC, &time)
            return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
        },
        sleep: { duration in
            // A signal ends the wait early, so that the handler of Ctrl-C does not have to wait.
            let (seconds, attoseconds) = duration.components
            var time = timespec(tv_sec: Int(seconds), tv_nsec: Int(attoseconds / 1_000_000_000))
            nanosleep(&time, nil)
        },
        random: { Double.random(in: 0..<1) })
}

extension Duration {
    var milliseconds: Int {
        let (seconds, attoseconds) = components
        return Int(seconds) * 1000 + Int(attoseconds / 1_000_000_000_000_000)
    }

    /// Readable, such as `0.4 s`.
    var inSeconds: String {
        let tenths = (milliseconds + 50) / 100
        return "\(tenths / 10).\(tenths % 10) s"
    }
}
