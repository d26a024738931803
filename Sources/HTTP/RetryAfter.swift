import Glibc

/// The `Retry-After` header (RFC 9110, section 10.2.3): seconds, or a date.
enum RetryAfter {
    /// - Parameter now: The current time, for comparison with a date.
    /// - Returns: How long to wait, zero for a date that has passed; nil if the text is neither.
    static func duration(_ text: String, now: Int = time(nil)) -> Duration? {
        if let seconds = Int(text) { return .seconds(max(0, seconds)) }
        return date(text).map { .seconds(max(0, $0 - now)) }
    }

    private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

    /// Seconds since 1970 of a date such as `Sun, 06 Nov 1994 08:49:37 GMT`. The standard's two older date forms are
    /// not supported.
    private static func date(_ text: String) -> Int? {
        let words = text.split(separator: " ")
        guard words.count == 6, words[5] == "GMT", let month = months.firstIndex(of: String(words[2])) else {
            return nil
        }
        let clock = words[4].split(separator: ":").map { Int32($0) ?? -1 }
        guard let day = Int32(words[1]), let year = Int32(words[3]), clock.count == 3, 1...31 ~= day,
            1970...9999 ~= year, 0...23 ~= clock[0], 0...59 ~= clock[1], 0...60 ~= clock[2]
        else { return nil }
        var parts = tm()
        parts.tm_year = year - 1900
        parts.tm_mon = Int32(month)
        parts.tm_mday = day
        (parts.tm_hour, parts.tm_min, parts.tm_sec) = (clock[0], clock[1], clock[2])
        return timegm(&parts)
    }
}
