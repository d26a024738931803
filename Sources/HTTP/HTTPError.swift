/// Why one attempt gave no usable answer.
public enum TransferFailure: Error, Equatable, Sendable {
    case invalidURL
    case unresolved
    case refused
    case unreachable
    case timedOut
    /// The connection was closed or reset before the answer was whole.
    case closed
    /// The answer is not HTTP.
    case notHTTP
    case tls(String)
    case tooLarge(limit: Int)
    /// A redirect that the policy does not follow.
    case redirected(to: String)
    /// An answer whose status asks for a later retry, with its `Retry-After`.
    case status(Int, retryAfter: Duration?)
    /// An answer that the caller could not use.
    case unusable(String)
    /// Anything else, in libcurl's words.
    case other(String)

    /// Whether another attempt may end differently.
    public var isTransient: Bool {
        switch self {
        case .invalidURL, .tls, .tooLarge, .redirected: false
        case .unresolved, .refused, .unreachable, .timedOut, .closed, .notHTTP, .status, .unusable, .other: true
        }
    }
}

extension TransferFailure: CustomStringConvertible {
    public var description: String {
        switch self {
        case .invalidURL: "not a valid HTTP address"
        case .unresolved: "the host's name could not be resolved"
        case .refused: "connection refused"
        case .unreachable: "network unreachable"
        case .timedOut: "timed out"
        case .closed: "connection closed before the answer was complete"
        case .notHTTP: "what answered does not speak HTTP"
        case .tls(let message): "TLS: \(message)"
        case .tooLarge(let limit): "the answer is larger than \(limit) bytes"
        case .redirected(let url): "redirected to \(url), which is not followed"
        case .status(let status, _): "status \(status)"
        case .unusable(let reason): reason
        case .other(let message): message
        }
    }
}

/// One attempt that failed.
public struct Attempt: Sendable {
    /// From 1.
    public let number: Int
    public let url: String
    public let failure: TransferFailure
    /// When it began, counted from the request's start.
    public let start: Duration
    /// How long it took.
    public let duration: Duration
}

/// No attempt gave an answer: a report of each attempt, without headers.
public struct HTTPError: Error, Sendable {
    public let method: String
    public let attempts: [Attempt]
    public let failure: TransferFailure

    /// Whether the same request may succeed later.
    public var isTransient: Bool { failure.isTransient }
}

extension HTTPError: CustomStringConvertible {
    public var description: String {
        guard let url = attempts.last?.url else { return "\(failure)" }
        guard attempts.count > 1 else { return "\(method) \(url): \(failure)" }
        let lines = attempts.count <= Self.mostLines ? attempts.map(\.line) : folded
        return "\(method) \(url): \(failure); \(attempts.count) attempts:\n" + lines.joined(separator: "\n")
    }
}

extension HTTPError {
    /// Up to this many attempts get a line each.
    private static let mostLines = 8

    /// One line for attempts that ended the same way at the same address.
    private var folded: [String] {
        var groups: [[Attempt]] = []
        for attempt in attempts {
            let place = groups.firstIndex { $0[0].url == attempt.url && $0[0].failure == attempt.failure }
            if let place { groups[place].append(attempt) } else { groups.append([attempt]) }
        }
        return groups.map { group in
            guard let last = group.last, group.count > 1 else { return group[0].line }
            return "  \(group.count) times from \(group[0].start.inSeconds) to \(last.start.inSeconds), \(last.url): "
                + "\(last.failure)"
        }
    }
}

extension Attempt {
    fileprivate var line: String {
        "  \(number). at \(start.inSeconds), \(url): \(failure) (after \(duration.inSeconds))"
    }
}
