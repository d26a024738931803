/// How long and how often a request is tried, and which answers are accepted.
public struct Policy: Sendable {
    public enum Redirects: Sendable, Equatable {
        /// A redirect is the answer.
        case never
        /// To the same scheme, host and port, at most this often.
        case sameHost(limit: Int)
        /// To any HTTPS address, at most this often. The request's headers are dropped when the host changes.
        case anyHTTPS(limit: Int)
    }

    public var connectTimeout: Duration = .seconds(5)
    /// For one attempt, from resolving the name to the body's last byte.
    public var attemptTimeout: Duration = .seconds(30)
    /// For all attempts and the waits between them.
    public var deadline: Duration = .seconds(60)
    public var maximumAttempts: Int = .max
    public var backoff = DoublingDelay()
    /// A longer `Retry-After` is cut to this.
    public var retryAfterLimit: Duration = .seconds(30)
    /// In bytes. A longer body ends the request.
    public var bodyLimit = 1 << 20
    public var redirects = Redirects.sameHost(limit: 3)
    /// Whether to use the environment's proxy settings.
    public var usesProxy = false
    public var verifiesCertificates = true

    public init() {}

    /// A metadata service may take several minutes of a machine's boot to answer. A link-local address is never reached
    /// through a proxy.
    public static let metadata: Policy = {
        var policy = Policy()
        policy.connectTimeout = .seconds(3)
        policy.attemptTimeout = .seconds(10)
        policy.deadline = .seconds(120)
        policy.bodyLimit = 4 << 20
        return policy
    }()

    /// One short attempt, for a readiness check.
    public static let once: Policy = {
        var policy = Policy()
        policy.connectTimeout = .seconds(2)
        policy.attemptTimeout = .seconds(5)
        policy.deadline = .seconds(5)
        policy.maximumAttempts = 1
        return policy
    }()

    /// A release's file from the internet.
    public static let download: Policy = {
        var policy = Policy()
        policy.connectTimeout = .seconds(15)
        policy.attemptTimeout = .seconds(300)
        policy.deadline = .seconds(600)
        policy.bodyLimit = 64 << 20
        policy.redirects = .anyHTTPS(limit: 5)
        policy.usesProxy = true
        return policy
    }()
}

/// Waits that double from the first to the limit. Each is shortened at random by up to a half, so that machines that
/// boot together do not send their requests together.
public struct DoublingDelay: Sendable {
    public var first: Duration = .milliseconds(400)
    public var limit: Duration = .seconds(5)

    public init() {}

    /// - Parameters:
    ///   - failures: How many attempts have failed, from 1.
    ///   - random: In 0..<1.
    func delay(afterFailures failures: Int, random: Double) -> Duration {
        let doubled = first * (1 << min(failures - 1, 20))
        return min(doubled, limit) * (1 - random / 2)
    }
}
