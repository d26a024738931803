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
            var text = [UInt8](repeating: 0, count: 32)
            let length = text.withUnsafeMutableBytes { buffer in
                strftime(
                    buffer.assumingMemoryBound(to: CChar.self).baseAddress, buffer.count, "%Y-%m-%dT%H:%M:%SZ", &fields)
            }
            return String(decoding: text.prefix(length), as: UTF8.self)
        }
    }
}
