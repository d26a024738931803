import Plan
import Synchronization
import TestSupport
import Testing

@testable import Backups

/// Items side by side.
@Suite struct LanesTests {
    private static let items: [Backup.Item] = [
        .files, .database("a"), Backup.Item(name: "b", store: .path("/b")), .database("b"),
    ]

    @Test func answersHaveTheOrderOfTheItems() async throws {
        #expect(try await Lanes.run(Self.items) { $0 } == [0, 1, 2, 3])
        #expect(try await Lanes.run([]) { $0 } == [])
    }

    /// Each waits until one of the other lane has begun.
    @Test func aServerAndFilesAreSideBySideAndNoTwoServers() async throws {
        let running = Mutex<Set<Int>>([])
        let seen = Mutex<Set<Set<Int>>>([])
        _ = try await Lanes.run(Array(Self.items.prefix(2))) { index in
            let now = running.withLock { running in
                running.insert(index)
                return running
            }
            seen.withLock { _ = $0.insert(now) }
            try await eventually { seen.withLock { $0.contains([0, 1]) } }
        }
        let count = Mutex(0)
        _ = try await Lanes.run([Self.items[1], Self.items[3]]) { _ in
            #expect(
                count.withLock { count in
                    count += 1
                    return count
                } == 1)
            await Task.yield()
            count.withLock { $0 -= 1 }
        }
    }

    @Test func theFirstFailureEndsTheOtherLane() async throws {
        struct Broken: Error {}
        let wasCancelled = Mutex(false)
        await #expect(throws: Broken.self) {
            try await Lanes.run(Array(Self.items.prefix(2))) { index in
                if index == 1 { throw Broken() }
                do { try await Task.sleep(for: .seconds(3600)) } catch {
                    // What clears away runs to its end.
                    try await uncancelled { try await Task.sleep(for: .milliseconds(1)) }
                    wasCancelled.withLock { $0 = true }
                    throw error
                }
            }
        }
        #expect(wasCancelled.withLock { $0 })
    }
}
