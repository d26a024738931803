import CCurl

/// Sends requests, one at a time, over a connection that it keeps.
public final class Client {
    public let policy: Policy
    private let timing: Timing
    private let onWait: ((Attempt, Duration) -> Void)?
    private let transfer: Transfer
    private static let redirects: Set = [301, 302, 303, 307, 308]

    /// - Parameter onWait: Called before each wait, with the failure and the length of the wait.
    public init(policy: Policy, timing: Timing = .live, onWait: ((Attempt, Duration) -> Void)? = nil) {
        self.policy = policy
        self.timing = timing
        self.onWait = onWait
        transfer = Transfer(policy: policy)
    }

    /// Sends until an answer comes that is not 408, 425, 429 or 5xx, or until the policy ends it. Blocks.
    public func send(_ request: Request) throws(HTTPError) -> Response {
        try send(anyOf: [request]) { response, _ throws(TransferFailure) in response }
    }

    /// Sends the same request to several addresses in turn, such as a service's IPv4 and IPv6 addresses, until `decode`
    /// accepts an answer. If `decode` throws, the request is retried like any other failure.
    ///
    /// - Parameter decode: Receives the answer and the index of the address that gave it.
    public func send<Answer>(
        anyOf ways: [Request], decode: (Response, Int) throws(TransferFailure) -> Answer
    ) throws(HTTPError) -> Answer {
        guard !ways.isEmpty else { throw HTTPError(method: "GET", attempts: [], failure: .unreachable) }
        let start = timing.now()
        var attempts: [Attempt] = []
        while true {
            let way = attempts.count % ways.count
            let request = ways[way]
            let began = timing.now()
            do throws(TransferFailure) {
                let response = try exchange(request, remaining: policy.deadline - (began - start))
                return try decode(response, way)
            } catch {
                let now = timing.now()
                let attempt = Attempt(
                    number: attempts.count + 1, url: request.displayURL, failure: error,
                    start: began - start, duration: now - began)
                attempts.append(attempt)
                // The first round tries all addresses without a wait.
                let wait = attempts.count < ways.count ? .zero : delay(after: error, round: attempts.count / ways.count)
                let isLast = attempts.count >= policy.maximumAttempts || (now - start) + wait >= policy.deadline
                guard error.isTransient, !isLast else {
                    throw HTTPError(method: request.method, attempts: attempts, failure: error)
                }
                if wait > .zero {
                    onWait?(attempt, wait)
                    timing.sleep(wait)
                }
            }
        }
    }

    private func delay(after failure: TransferFailure, round: Int) -> Duration {
        if case .status(_, let retryAfter?) = failure {
            // If a service always says "at once", there must still be a pause.
            return max(min(retryAfter, policy.retryAfterLimit), policy.backoff.first / 2)
        }
        return policy.backoff.delay(afterFailures: round, random: timing.random())
    }

    /// One attempt, redirects included.
    private func exchange(_ original: Request, remaining: Duration) throws(TransferFailure) -> Response {
        var request = original
        var redirects = 0
        while true {
            let timeout = min(policy.attemptTimeout, remaining)
            let response = try transfer.perform(request, timeout: timeout)
            switch response.status {
            case let status where Client.redirects.contains(status) && policy.redirects != .never:
                redirects += 1
                request = try transfer.follow(request, count: redirects)
            // 408 and 425 ask for a retry, like 429 (RFC 9110, RFC 8470).
            case 408, 425, 429, 500...:
                let retryAfter = response.headers["retry-after"].flatMap { RetryAfter.duration($0) }
                throw .status(response.status, retryAfter: retryAfter)
            default:
                return response
            }
        }
    }
}
