import Glibc

/// A point in time by the machine's clock.
public struct Timestamp: Sendable {
    /// Since 1970-01-01T00:00:00Z.
    public let seconds: Double

    public init(seconds: Double) { self.seconds = seconds }

    public static var now: Timestamp {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Timestamp(seconds: Double(time.tv_sec) + Double(time.tv_nsec) / 1e9)
    }

    /// UTC to the second in RFC 3339 form, `2024-02-29T12:00:00Z`; nil outside the calendar's range.
    public var iso8601: String? {
        guard var time = time_t(exactly: seconds.rounded(.down)) else { return nil }
        var parts = tm()
        guard gmtime_r(&time, &parts) != nil else { return nil }
        var text = [CChar](repeating: 0, count: 64)
        let count = strftime(&text, text.count, "%Y-%m-%dT%H:%M:%SZ", &parts)
        return String(decoding: text.prefix(count).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// The same in ISO 8601's basic form, `20240229T120000Z`, for names; empty outside the calendar's range.
    public var basic: String { (iso8601 ?? "").filter { $0 != ":" && $0 != "-" } }

    /// Reads a time in RFC 3339 form, such as `2024-02-29T12:00:00.25+01:00`; nil for any other text.
    public init?(iso8601 text: String) {
        let fields = text.prefix(19).split(whereSeparator: { "-T:".contains($0) }).map(String.init)
        let numbers = fields.compactMap { $0.allSatisfy { $0.isASCII && $0.isNumber } ? Int32($0) : nil }
        guard fields.map(\.count) == [4, 2, 2, 2, 2, 2], numbers.count == 6, text.dropFirst(10).first == "T" else {
            return nil
        }
        var parts = tm()
        parts.tm_year = numbers[0] - 1900
        parts.tm_mon = numbers[1] - 1
        parts.tm_mday = numbers[2]
        parts.tm_hour = numbers[3]
        parts.tm_min = numbers[4]
        parts.tm_sec = numbers[5]
        var rest = text.dropFirst(19)
        var fraction = 0.0
        if rest.first == "." {
            let digits = rest.dropFirst().prefix { $0.isASCII && $0.isNumber }
            guard !digits.isEmpty, let value = Double("0.\(digits)") else { return nil }
            fraction = value
            rest = rest.dropFirst(digits.count + 1)
        }
        guard let offset = Self.offset(rest) else { return nil }
        seconds = Double(timegm(&parts)) + fraction - Double(offset)
    }

    /// Seconds east of Greenwich.
    private static func offset(_ text: Substring) -> Int? {
        if text == "Z" || text == "z" { return 0 }
        let numbers = text.dropFirst().split(separator: ":", omittingEmptySubsequences: false)
        guard let sign = text.first, sign == "+" || sign == "-", numbers.count == 2,
            numbers.allSatisfy({ $0.count == 2 && $0.allSatisfy { $0.isASCII && $0.isNumber } }),
            let hours = Int(numbers[0]), let minutes = Int(numbers[1])
        else { return nil }
        return (hours * 60 + minutes) * (sign == "-" ? -60 : 60)
    }
}
