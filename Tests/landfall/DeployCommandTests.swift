import Foundation
import TestSupport
import Testing

/// `landfall deploy` as a publisher types it, as far as no machine is needed.
@Suite(.enabled(if: Tool.isInstalled("ssh"))) struct DeployCommandTests {
    let folder = TemporaryFolder()

    init() throws {
        try folder.write("compose.yml", "services: { web: { image: \"web:1\" } }\n")
        try folder.write(
            "app.yaml",
            "schema: 1\nname: demo\nversion: 1.5.0\nstack: { compose: compose.yml }\nrelease: none\n")
        try folder.write("dist/demo/release/demo-x86_64.gz", "a program")
        try folder.write("known_hosts", "")
    }

    private func deploy(_ arguments: String...) throws -> (status: Int32, output: String, error: String) {
        try Executables.runLandfall(["deploy"] + arguments, from: folder.path)
    }

    /// Nobody listens on port 1.
    @Test func afterTheFirstThatFailsNoneIsBegun() throws {
        let result = try deploy(
            "ssh://root@127.0.0.1:1", "b.example.com", "c.example.com", "--known-hosts", "known_hosts")
        #expect(result.status == 69, "\(result)")
        #expect(result.error.contains("ssh://root@127.0.0.1:1 cannot be reached by ssh"), "\(result.error)")
        #expect(result.error.contains("not begun: b.example.com, c.example.com"), "\(result.error)")
    }

    @Test(arguments: [
        ([], 64, "host"), (["a", "a"], 64, "named twice"),
        (["a", "--host-key", "x", "--known-hosts", "y"], 64, "exclude each other"),
        (["a", "b", "--host-key", "ssh-ed25519 A"], 64, "one machine's"),
        (["a", "--host-key", "SHA256:x"], 64, "is no host key"), (["-oProxyCommand=x"], 64, "rror"),
        (["a", "--rollback", "--from", "dist"], 64, "leave out --from"),
        (["a", "--instance", "../x"], 64, "is no instance's name"),
        (["a", "--from", "none"], 64, "there is no folder"), (["a", "--app", "none.yaml"], 65, "none.yaml"),
    ])
    func badInputIsTold(arguments: [String], status: Int, message: String) throws {
        let result = try Executables.runLandfall(["deploy"] + arguments, from: folder.path)
        #expect(result.status == Int32(status) && result.error.contains(message), "\(result)")
    }
}
