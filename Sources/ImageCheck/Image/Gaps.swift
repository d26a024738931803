import Synchronization

/// What a rule could not read. A rule that found nothing then does not know that there is nothing.
final class Gaps: Sendable {
    private let kept = Mutex<[String]>([])

    /// - Parameter reason: What could not be read, and why, as readable text.
    func note(_ reason: String) {
        kept.withLock { reasons in
            if !reasons.contains(reason) { reasons.append(reason) }
        }
    }

    /// The notes since the last call.
    func take() -> [String] {
        kept.withLock { reasons in
            defer { reasons = [] }
            return reasons
        }
    }
}
