import Foundation
import Plan
import TestSupport
import Testing

@testable import Docker

/// When a service counts as ready, and what is said of one that does not.
@Suite struct ReadinessTests {
    private let running = [
        "web": (state: "running", status: "Up 1 second"), "db": ("running", "Up 1 second (healthy)"),
    ]

    /// A plan whose one check holds as soon as it is asked.
    private func checked(by boot: String, settle: Int) -> Plan {
        var plan = Plan.demo()
        plan.settle = settle
        plan.ready = [ReadyCheck(probe: .tcp(address: boot), within: 2)]
        return plan
    }

    @Test(arguments: [
        // restarts, seconds since the last start, whether the app has checks, and whether it counts
        (0, 0.0, true, true), (1, 0, true, false), (1, 11, true, true), (0, 1, false, false), (0, 10, false, true),
        (7, 9.9, false, false),
    ])
    func aServiceWithoutHealthcheckSettles(restarts: Int, ran: Double, hasChecks: Bool, counts: Bool) {
        let state = Settling(seconds: 10, hasChecks: hasChecks).state(restarts: restarts, ran: ran)
        #expect((state == .up) == counts)
    }

    @Test func ofSeveralContainersTheOneThatFailedDecides() {
        let service = Service(name: "web", image: nil)
        let labels = ["com.docker.compose.service": "web"]
        let good = Container(state: "running", status: "Up 1 second", labels: labels)
        let bad = Container(state: "exited", status: "Exited (5) 1 second ago", labels: labels)
        #expect(ServiceState(service, among: [good, bad]) == .failed("Exited (5)"))
        #expect(ServiceState(service, among: [good]) == .up)
        #expect(ServiceState(service, among: []) == .pending("not created yet"))
    }

    @Test func withoutChecksItHasToRunForTheSettleTime() async throws {
        var plan = Plan.demo()
        plan.settle = 1
        let start = Date()
        let boot = try await Boot(
            plan, services: running, runs: { _, _ in .init(startedAt: start.timeIntervalSince1970) })
        #expect(try await boot.run("provision").status == 0)
        #expect(Date().timeIntervalSince(start) >= 1)
    }

    @Test func anAppWithChecksWaitsForNothingElse() async throws {
        // The stand-in's own metadata service is the server that answers.
        let server = try await Boot()
        let address = server.metadataURL.replacing("http://", with: "")
        let boot = try await Boot(
            checked(by: address, settle: 3600), services: running,
            runs: { _, _ in .init(startedAt: Date().timeIntervalSince1970) })
        #expect(try await boot.run("provision").status == 0)
    }

    @Test func aServiceThatHasRestartedSettlesThoughTheChecksHold() async throws {
        let server = try await Boot()
        let address = server.metadataURL.replacing("http://", with: "")
        let start = Date()
        let boot = try await Boot(
            checked(by: address, settle: 1), services: running,
            runs: { _, _ in .init(restarts: 2, startedAt: start.timeIntervalSince1970) })
        #expect(try await boot.run("provision").status == 0)
        #expect(Date().timeIntervalSince(start) >= 1)
    }

    /// Case 9 of the reader's ten.
    @Test func aCrashLoopIsReportedWithItsLastLines() async throws {
        var plan = Plan.demo()
        plan.settle = 3600
        let boot = try await Boot(
            plan, services: running,
            runs: { _, looks in .init(restarts: looks, startedAt: Date().timeIntervalSince1970) },
            script: #"[[ $verb == logs ]] && echo "cannot open the database""#)
        let result = try await boot.run("provision")
        #expect(result.status == 69)
        #expect(result.lastLines.contains("error: the service web is in a crash loop: it has restarted 10 times"))
        #expect(result.lastLines.contains("  cannot open the database"))
    }

    @Test func theRestartsAreSaidWhereTheChecksNeverHold() async throws {
        var plan = Plan.demo()
        plan.ready = [ReadyCheck(probe: .tcp(address: "127.0.0.1:1"), within: 1)]
        let boot = try await Boot(plan, services: running, runs: { _, _ in .init(restarts: 3) })
        let result = try await boot.run("provision")
        #expect(result.status == 69)
        #expect(result.lastLines.contains("  the service web: it has restarted 3 times"))
    }

    @Test func aServiceThatIsGoneEndsTheWaitForTheChecks() async throws {
        var plan = Plan.demo()
        plan.ready = [ReadyCheck(probe: .tcp(address: "127.0.0.1:1"), within: 600)]
        plan.stack.services[1].isOneShot = true
        let boot = try await Boot(plan, services: ["web": ("exited", "Exited (5) now"), "db": running["db"]!])
        let result = try await boot.run("provision")
        #expect(result.lastLines.contains("error: the service web is Exited (5)"))
    }

    @Test func everyLaterBootRunsTheSameChecksAndReportsAsTheFirst() async throws {
        let server = try await Boot()
        let boot = try await Boot(
            checked(by: server.metadataURL.replacing("http://", with: ""), settle: 0), services: running,
            script: #"[[ $verb == logs ]] && echo "no licence""#)
        #expect(try await boot.run("provision").status == 0)
        #expect(try await boot.run("start").status == 0)
        await server.service.stop()
        let result = try await boot.run("start")
        #expect(result.status == 69)
        #expect(result.lastLines.joined(separator: "\n").contains("is not ready after 2 s: connection refused"))
        #expect(result.lastLines.contains("    no licence"))
    }

    @Test func theEnginesRecordIsRead() throws {
        let text = """
            {"Id": "x", "RestartCount": 7, "State": {"Status": "restarting", "Running": true, "Restarting": true,
             "ExitCode": 5, "StartedAt": "2024-02-29T12:00:00.5Z", "FinishedAt": "2024-02-29T12:00:01Z"}}
            """
        let record = try JSONDecoder().decode(RunRecord.self, from: Data(text.utf8))
        #expect(record == RunRecord(restarts: 7, startedAt: 1_709_208_000.5, exitCode: 5))
        #expect(record.summary == "it has restarted 7 times, the last time after exit code 5")
    }
}
