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
        (["a", "--host-key", "SHA256:x"], 64, "is no public host key"), (["-oProxyCommand=x"], 64, "rror"),
        (["root@h:2222"], 64, "is no host"), (["root@"], 64, "is no host"), (["@h"], 64, "is no host"),
        (["ssh://root@h:99999"], 64, "is no host"), (["ssh://root@h/path"], 64, "is no host"),
        (["a", "--rollback", "--from", "dist"], 64, "leave out --from"),
        (["a", "--instance", "../x"], 64, "is no instance's name"),
        (["a", "--identity", "none"], 64, "there is no file"),
        (["a", "--known-hosts", "none"], 64, "there is no file"),
        (["a", "--from", "none"], 64, "there is no folder"), (["a", "--app", "none.yaml"], 65, "none.yaml"),
    ])
    func badInputIsTold(arguments: [String], status: Int, message: String) throws {
        let result = try Executables.runLandfall(["deploy"] + arguments, from: folder.path)
        #expect(result.status == Int32(status) && result.error.contains(message), "\(result)")
    }

    @Test func noPrivateKeyIsShown() throws {
        try folder.write("key", "-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAE\n")
        let result = try deploy("a", "--host-key", "key")
        #expect(result.status == 64 && result.error.contains("/key is no public host key"), "\(result)")
        #expect(!result.error.contains("b3Blb"))
    }

    /// While ssh waits for a host that does not answer.
    @Test func controlCStopsAtOnce() async throws {
        try folder.write("bin/ssh", "#!/bin/sh\necho $$ >started\nexec sleep 60\n", mode: 0o755)
        try folder.write("error", "")
        let process = Process()
        process.executableURL = URL(fileURLWithPath: Executables.landfall)
        process.arguments = ["deploy", "a.example.com", "--known-hosts", "known_hosts"]
        process.currentDirectoryURL = URL(fileURLWithPath: folder.path)
        process.environment = ProcessInfo.processInfo.environment.merging(
            ["PATH": "\(folder.file("bin")):\(ProcessInfo.processInfo.environment["PATH"] ?? "")"]) { $1 }
        process.standardError = try FileHandle(forWritingTo: URL(fileURLWithPath: folder.file("error")))
        process.standardInput = FileHandle.nullDevice
        try process.run()
        func client() -> Int32? { (try? folder.read("started")).flatMap { Int32($0.filter(\.isNumber)) } }
        try await eventually { client() != nil }
        process.interrupt()
        try await eventually { !process.isRunning }
        if let client = client() { kill(client, SIGKILL) }
        let error = try folder.read("error")
        #expect(process.terminationReason == .exit && process.terminationStatus == 130, "\(error)")
        #expect(error.hasPrefix("Stopped here"), "\(error)")
    }
}
