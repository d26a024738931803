import Host
import Synchronization
import Testing

@Suite struct CommandTests {
    @Test func argumentsPassNoShell() async throws {
        let result = try await Command("printf", ["%s\n", "$HOME; `id` 'x'"]).run()
        #expect(result.succeeded)
        #expect(result.lastLines == ["$HOME; `id` 'x'"])
    }

    @Test func bothStreamsAreReadAndTheCodeIsKept() async throws {
        let seen = Mutex<[String]>([])
        let result = try await Command("sh", ["-c", "echo out; echo err >&2; exit 7"]).run { line in
            seen.withLock { $0.append(line) }
        }
        #expect(result.status == 7)
        #expect(seen.withLock { $0.sorted() } == ["err", "out"])
    }

    @Test func aSignalIsGivenAsAShellWould() async throws {
        let result = try await Command("sh", ["-c", "kill -KILL $$"]).run()
        #expect(result.status == 137)
    }

    @Test func variablesAreSetAndTakenAway() async throws {
        let command = Command("sh", ["-c", "echo ${A-none} ${HOME-none}"], environment: ["A": "1", "HOME": nil])
        #expect(try await command.run().lastLines == ["1 none"])
    }

    @Test func aMissingProgramIsNamed() async {
        await #expect(throws: CommandFailure.notFound("no-such-program")) { try await Command("no-such-program").run() }
    }

    @Test func onlyTheLastLinesAreKept() async throws {
        let result = try await Command("seq", ["1", "1000"]).run()
        #expect(result.lastLines.first == "801")
        #expect(result.lastLines.last == "1000")
    }
}
