import Foundation
import Plan
import TestSupport
import Testing

/// New values for secrets of a machine that is set up.
@Suite struct RotateTests {
    private let seen = TemporaryFolder()

    /// The demo app, whose web service gets a new KEY; URL is derived from it.
    private func plan() -> Plan {
        var plan = Plan.demo()
        plan.secrets[0].rotation = .command(ServiceCommand(service: "web", run: ["set-key"]))
        plan.secrets.append(SecretSpec(name: "SESSION", recipe: .hex(bytes: 16), rotation: .restart))
        plan.secrets.append(SecretSpec(name: "SALT", recipe: .hex(bytes: 16)))
        return plan
    }

    /// - Parameter script: What the service's command does after it has noted its input.
    private func afterFirstBoot(_ script: String = "true") async throws -> Boot {
        let boot = try await Boot(
            plan(),
            script: """
                if [[ "$*" == *set-key ]]; then cat >>\(seen.file("input")); \(script); fi
                """)
        #expect(try await boot.run("provision").status == 0)
        return boot
    }

    private func input() -> [String] {
        ((try? seen.read("input")) ?? "").split(separator: "\n").map(String.init)
    }

    @Test func allThatMayChangeAreNewAndTheOthersStay() async throws {
        let boot = try await afterFirstBoot()
        let before = try boot.secrets
        let result = try await boot.run("rotate")
        #expect(result.status == 0, "\(result.lastLines)")
        let after = try boot.secrets
        let key = try #require(after["KEY"])
        #expect(key != before["KEY"] && after["SESSION"] != before["SESSION"] && after["SALT"] == before["SALT"])
        #expect(after["URL"] == "db://u:\(key)@db")
        #expect(try boot.read("/opt/demo/.env").contains("KEY='\(key)'"))
        #expect(try boot.read("/root/demo-credentials.txt").contains(key))
        #expect(input() == [key])
        #expect(
            boot.docker.calls.suffix(3) == [
                "up --detach --wait web", "exec -T web set-key", "up --detach --remove-orphans --force-recreate",
            ])
        for text in [boot.docker.calls.joined(), boot.docker.sawEnvironment, result.lastLines.joined()] {
            #expect(!text.contains(key))
        }
        #expect(try !boot.read("/var/lib/landfall/demo/secrets.json").contains("pending"))
    }

    @Test func namesChooseSome() async throws {
        let boot = try await afterFirstBoot()
        let before = try boot.secrets
        #expect(try await boot.run("rotate", ["SESSION"]).status == 0)
        #expect(try boot.secrets["KEY"] == before["KEY"])
        #expect(try boot.secrets["SESSION"] != before["SESSION"])
        #expect(input() == [])
    }

    @Test func whatMayNotChangeIsRefused() async throws {
        let boot = try await afterFirstBoot()
        let before = try boot.read("/var/lib/landfall/demo/secrets.json")
        let result = try await boot.run("rotate", ["KEY", "SALT"])
        #expect(result.status == 64)
        #expect(result.lastLines.contains("help: name some of KEY, SESSION"))
        #expect(try boot.read("/var/lib/landfall/demo/secrets.json") == before)
        let fixed = try await Boot()
        #expect(try await fixed.run("rotate").status == 69)
        #expect(try await fixed.run("provision").status == 0)
        #expect(try await fixed.run("rotate").status == 64)
    }

    @Test func aCommandThatFailsIsToldTheSameValueAgain() async throws {
        let boot = try await afterFirstBoot("[[ -e \(seen.file("fixed")) ]] || { cat \(seen.file("input")); exit 4; }")
        let before = try boot.read("/opt/demo/.env")
        let result = try await boot.run("rotate")
        #expect(result.status == 69)
        let text = result.lastLines.joined(separator: "\n")
        let told = try #require(input().first)
        #expect(text.contains("[REDACTED]") && !text.contains(told))
        #expect(try boot.read("/opt/demo/.env") == before)
        try seen.write("fixed", "")
        // The next boot's `start` ends it as well as another `rotate`.
        #expect(try await boot.run("start").status == 0)
        #expect(Set(input()).count == 1)
        #expect(try boot.secrets["KEY"] == input().first)
    }

    /// Killed at every rename and every fsync, one after the other, and run again.
    @Test(.enabled(if: Tool.isInstalled("strace")), arguments: ["rename", "fsync"])
    func aKillAnywhereLosesNothing(call: String) async throws {
        let boot = try await afterFirstBoot()
        let strace = try #require(Tool("strace"))
        var count = 1
        while true {
            try seen.write("input", "")
            let result = try strace.run(
                [
                    "-f", "--detach-on=execve", "-o", seen.file("trace"), "--quiet=all", "-e",
                    "inject=\(call):signal=SIGKILL:when=\(count)", boot.binary, "rotate", "--root",
                    boot.folder.file("root"),
                ], environment: boot.docker.environment.compactMapValues { $0 })
            if result.status == 0 { break }
            // strace ends by the signal that ended what it watched.
            try #require(result.status == SIGKILL, "\(result.output)")
            let told = input()
            #expect(try await boot.run("rotate").status == 0)
            let key = try #require(try boot.secrets["KEY"])
            // Whether the second run continues or starts over, the value that was given last is the one in use.
            #expect(input().last == key)
            if let first = told.first, try boot.read("/var/lib/landfall/demo/secrets.json").contains("pending") {
                Issue.record("\(call) \(count): \(first.count) characters are pending still")
            }
            #expect(try boot.read("/opt/demo/.env").contains("KEY='\(key)'"))
            #expect(try boot.secrets["URL"] == "db://u:\(key)@db")
            #expect(boot.folder.files.filter { $0.hasSuffix(".landfall") } == [])
            count += 1
        }
        #expect(count > 3)
    }

    @Test func aMachineThatTookOverDataIsOfferedIt() async throws {
        let boot = try await Boot(plan(), volumes: ["demo_data"])
        #expect(try await boot.run("provision").status == 0)
        try boot.becomeClone()
        let result = try await boot.run("provision")
        #expect(result.status == 0, "\(result.lastLines)")
        #expect(result.lastLines.last?.contains("`democtl rotate` changes KEY, SESSION") == true, "\(result.lastLines)")
    }
}
