import Glibc

/// A POSIX extended regular expression that a whole value must match: the same engine on both sides,
/// and none that a machine's binary would have to carry.
public struct Pattern: Sendable {
    public struct Invalid: Error, Equatable {
        public let reason: String
    }

    private let source: String

    /// - Throws: ``Invalid`` with the engine's reason.
    public init(_ source: String) throws(Invalid) {
        self.source = source
        _ = try Self.match("", with: source)
    }

    public func matches(_ value: String) -> Bool {
        (try? Self.match(value, with: source)) ?? false
    }

    private static func match(_ value: String, with source: String) throws(Invalid) -> Bool {
        var expression = regex_t()
        let code = regcomp(&expression, "^(\(source))$", REG_EXTENDED | REG_NOSUB)
        guard code == 0 else {
            var reason = [CChar](repeating: 0, count: 128)
            regerror(code, &expression, &reason, reason.count)
            throw Invalid(
                reason: String(decoding: reason.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self))
        }
        defer { regfree(&expression) }
        return regexec(&expression, value, 0, nil, 0) == 0
    }
}
