import Glibc
import Plan
import Shapes

struct TimestampSecret: SecretKind {
    static let declaration = SecretDeclaration(
        "timestamp", "The time of the first boot. No secret.",
        [.choice("format", Format.self, "Since 1970, or such as 2026-02-03T04:05:06Z.", default: .seconds)])

    enum Format: String, CaseIterable {
        /// Since 1970.
        case seconds
        /// Since 1970.
        case milliseconds
        case rfc3339
    }

    private let format: Format

    init?(_ keys: SecretKeys) {
        guard let format: Format = keys.word("format") else { return nil }
        self.format = format
    }

    // RFC 3339 has colons.
    func isSafeInURLs(_ isSafe: (Template.Part) -> Bool) -> Bool { format != .rfc3339 }

    func make(_ inputs: SecretInputs) throws -> MadeSecret {
        switch format {
        case .seconds: return MadeSecret(String(inputs.now))
        case .milliseconds: return MadeSecret(String(inputs.now * 1000))
        case .rfc3339:
            var seconds = time_t(inputs.now)
            var fields = tm()
            gmtime_r(&seconds, &fields)
            let capacity = 32
            var text = [CChar](repeating: 0, count: capacity)
            let length = strftime(&text, capacity, "%Y-%m-%dT%H:%M:%SZ", &fields)
            return MadeSecret(text.prefix(length).map(UInt8.init(bitPattern:)))
        }
    }
}
