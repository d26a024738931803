import Foundation
import Host
import Plan
import TestSupport
import Testing

@Suite struct SupportReportTests {
    private func report(_ boot: Boot) async throws -> (result: CommandResult, text: String) {
        let file = boot.folder.file("report.tar.gz")
        let result = try await boot.run("report", ["--to", file])
        guard result.status == 0 else { return (result, "") }
        #expect(TestSupport.mode(of: file) == 0o600)
        let text = try await Command("tar", ["--extract", "--to-stdout", "--file", file]).output()
        return (result, text.joined(separator: "\n"))
    }

    @Test func itHasWhatHelpsAndNoSecret() async throws {
        let boot = try await Boot(
            script: #"[[ $verb == logs ]] && { grep KEY= "$stack/.env"; echo "a line of the service"; }"#)
        #expect(try await boot.run("provision", ["--set", "api_token=tok-1234567890"]).status == 0)
        let (result, text) = try await report(boot)
        #expect(result.status == 0, "\(result.lastLines)")
        for part in ["Demo 1.0.0", "\"Docker Engine\"", "$ uname", "a line of the service"] {
            #expect(text.contains(part), "\(part)")
        }
        for secret in Array(try boot.secrets.values) + ["tok-1234567890"] {
            #expect(!text.contains(secret))
        }
    }

    @Test func aDamagedStateLeavesOutWhatCouldHoldASecret() async throws {
        let boot = try await Boot(script: #"[[ $verb == logs ]] && echo "a line of the service""#)
        #expect(try await boot.run("provision").status == 0)
        try boot.folder.write("root/var/lib/landfall/demo/secrets.json", "{\"half\":", mode: 0o600)
        let (result, text) = try await report(boot)
        #expect(result.status == 0, "\(result.lastLines)")
        #expect(text.contains("is damaged") && !text.contains("a line of the service"))
    }

    @Test func aFileThatIsThereStays() async throws {
        let boot = try await Boot.prepared()
        try boot.folder.write("report.tar.gz", "mine")
        #expect(try await report(boot).result.status == 64)
        #expect(try boot.folder.read("report.tar.gz") == "mine")
        #expect(boot.folder.files.filter { $0.contains(".parts") }.isEmpty)
    }
}
