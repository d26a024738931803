import Glibc

/// A moment by the machine's clock.
public struct Timestamp: Sendable {
    /// Since 1970-01-01T00:00:00Z.
    public let seconds: Double

    public init(seconds: Double) { self.seconds = seconds }

    public static var now: Timestamp {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Timestamp(seconds: Double(time.tv_sec) + Double(time.tv_nsec) / 1e9)
    }

    /// UTC to the second as in RFC 3339, `2024-02-29T12:00:00Z`; nil for a moment beyond what the calendar can name.
    public var iso8601: String? {
        guard var time = time_t(exactly: seconds.rounded(.down)) else { return nil }
        var parts = tm()
        guard gmtime_r(&time, &parts) != nil else { return nil }
        var text = [CChar](repeating: 0, count: 64)
        let count = strftime(&text, text.count, "%Y-%m-%dT%H:%M:%SZ", &parts)
        return String(decoding: text.prefix(count).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
