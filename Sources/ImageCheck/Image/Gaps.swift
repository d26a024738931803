import Synchronization

/// What could not be seen while a rule looked: a rule that found nothing then does not know that there is nothing.
final class Gaps: Sendable {
    private let kept = Mutex<[String]>([])

    /// - Parameter reason: What could not be seen, and why, as people read it.
    func note(_ reason: String) {
        kept.withLock { reasons in
            if !reasons.contains(reason) { reasons.append(reason) }
        }
    }

    /// What was noted since the last call.
    func take() -> [String] {
        kept.withLock { reasons in
            defer { reasons = [] }
            return reasons
        }
    }
}
