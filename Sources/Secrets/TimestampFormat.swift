import Glibc
import Plan

extension TimestampFormat {
    /// - Parameter now: Seconds since 1970.
    func text(of now: Int) -> String {
        switch self {
        case .seconds: return String(now)
        case .milliseconds: return String(now * 1000)
        case .rfc3339:
            var seconds = time_t(now)
            var fields = tm()
            gmtime_r(&seconds, &fields)
            let capacity = 32
            var text = [CChar](repeating: 0, count: capacity)
            let length = strftime(&text, capacity, "%Y-%m-%dT%H:%M:%SZ", &fields)
            return String(decoding: text.prefix(length).map(UInt8.init(bitPattern:)), as: UTF8.self)
        }
    }
}
