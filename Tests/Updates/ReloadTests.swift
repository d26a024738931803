import Foundation
import Host
import TestSupport
import Testing

/// Releases that change only a file which a running Caddy reads again, under load: ab asks for the page all the time, with
/// a new connection for each request.
@Suite(.enabled(if: RealEngine.isHere && Tool.isInstalled("ab"), "run by Scripts/with-engine"), .serialized)
struct ReloadTests {
    @Test func noRequestIsLostByAnUpdateAFailedOneAndARollback() async throws {
        let machine = try await CaddyMachine()
        #expect(try await machine.page() == "one")
        let container = try await machine.container()
        let load = Load()
        let runs = load.begin(on: machine.url)

        let updated = try await machine.update(to: "1.1.0", answer: "respond two")
        #expect(updated.status == 0, "\(updated.lastLines)")
        #expect(try await machine.page() == "two")
        let failed = try await machine.update(to: "1.2.0", answer: "no_such_directive")
        #expect(
            failed.status == 69 && failed.lastLines.contains { $0.contains("1.1.0 is back") }, "\(failed.lastLines)")
        #expect(failed.lastLines.contains { $0.contains("`caddy reload") }, "\(failed.lastLines)")
        #expect(try await machine.page() == "two")
        let back = try await machine.run("rollback", "--yes")
        #expect(back.status == 0, "\(back.lastLines)")
        #expect(try await machine.page() == "one")

        _ = await load.end()
        try await runs.value
        let (complete, failures) = await load.end()
        #expect(complete > 500 && failures == [])
        #expect(try await machine.container() == container)
        try await RealEngine.takeAway(project: machine.project)
    }

    @Test func aReloadThatDoesNotEndIsAFailure() async throws {
        let machine = try await CaddyMachine()
        let failure = try await #require(machine.reload(["caddy", "file-server", "--listen", ":8099"], limit: 1))
        #expect(
            failure.code == .unavailable && failure.message.contains("has not ended within 1 second"))
        try await RealEngine.takeAway(project: machine.project)
    }

    @Test func aStoppedServiceReadsItAsItStarts() async throws {
        let machine = try await CaddyMachine()
        _ = try await RealEngine.lines("stop", try await machine.container())
        let updated = try await machine.update(to: "1.1.0", answer: "respond two")
        #expect(updated.status == 0, "\(updated.lastLines)")
        #expect(try await machine.page() == "two")
        try await RealEngine.takeAway(project: machine.project)
    }
}

/// One run of ab after the other, until it is told to end.
private actor Load {
    private var isOver = false
    private var complete = 0
    private var failures: [String] = []

    /// - Returns: What to wait for after ``end()``.
    nonisolated func begin(on url: String) -> Task<Void, any Error> {
        Task {
            while await !isOver {
                let result = try await Command("ab", ["-q", "-r", "-l", "-c", "4", "-n", "300", url]).run()
                await note(result)
            }
        }
    }

    private func note(_ result: CommandResult) {
        func number(_ name: String) -> Int? {
            result.lastLines.first { $0.hasPrefix(name) }?.split(separator: " ").compactMap { Int($0) }.first
        }
        complete += number("Complete requests:") ?? 0
        // Answers with an error are requests that were answered, for ab.
        let isWhole = number("Failed requests:") == 0 && number("Non-2xx responses:") == nil
        if result.status != 0 || !isWhole { failures.append(result.lastLines.joined(separator: "\n")) }
    }

    func end() -> (complete: Int, failures: [String]) {
        isOver = true
        return (complete, failures)
    }
}
