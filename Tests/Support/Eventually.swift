public struct NeverHappened: Error {}

/// Waits for a condition, and fails where it does not hold within the deadline.
public func eventually(within limit: Duration = .seconds(30), _ condition: () async throws -> Bool) async throws {
    let start = ContinuousClock.now
    while try await !condition() {
        if ContinuousClock.now - start > limit { throw NeverHappened() }
        try await Task.sleep(for: .milliseconds(5))
    }
}
