import TestSupport
import Testing

/// What the scripts in Scripts/ do when a server that they started is gone (Scripts/servers.sh).
@Suite struct ScriptServerTests {
    let folder = TemporaryFolder()

    private func run(_ script: String) throws -> Tool.Result {
        let scripts = Golden.repository.appendingPathComponent("Scripts").path
        let start = "set -euo pipefail\n. \(scripts)/lib.sh\n. \(scripts)/servers.sh\nlog=\(folder.file("log"))\n"
        return try #require(Tool("bash")).run(["-c", start + script])
    }

    @Test func `a wait ends at once when a server dies, with its last output and its exit status`() throws {
        let result = try run(
            """
            start_server "the metadata service" "$log" sh -c 'echo serving; sleep 0.3; echo no more memory >&2; exit 7'
            wait_until 300 says never || echo "after $SECONDS s"
            """)
        #expect(
            result.output.contains(
                "error: the metadata service has ended by itself with status 7; its last output:\nserving\nno more memory\n"
            ))
        let seconds = try #require(result.output.firstMatch(of: /after (\d+) s/)?.1)
        #expect(try #require(Int(seconds)) < 30)
    }

    @Test func `a server that was killed is told by the signal`() throws {
        let result = try run(
            """
            start_server "the cloud" "$log" sleep 300
            wait_until 1 false || echo "patient while it lives"
            kill -KILL "$server"
            wait_until 300 false || echo "ended"
            """)
        #expect(result.output.hasPrefix("patient while it lives\n"))
        #expect(
            result.output.hasSuffix(
                "error: the cloud has ended by itself with status 137; its last output:\nended\n"))
    }

    @Test func `what an earlier server said is never taken for the next one's words`() throws {
        let result = try run(
            """
            for port in 1 2 3 4 5 6 7 8 9; do
                start_server "the service" "$log" sh -c "sleep 0.0$port; echo port $port; exec sleep 300"
                wait_until 30 says "port [0-9]"
                stop_server "$server"
            done
            servers_live
            """)
        #expect(result.output == (1...9).map { "port \($0)\n" }.joined())
        #expect(result.status == 0)
    }
}
