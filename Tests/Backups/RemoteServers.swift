import Foundation
import Host
import TestSupport
import Testing

/// OpenSSH's server on loopback, with keys of its own, and what lets root's ssh reach it.
final class SFTPServer: Sendable {
    static let isHere = geteuid() == 0 && Tool.isInstalled("sshd") && Tool.isInstalled("unshare")

    let folder: TemporaryFolder
    private let port = Int.random(in: 20_000..<60_000)
    private let running = Running()

    init(in folder: TemporaryFolder) async throws {
        self.folder = folder
        for name in ["host", "id"] {
            let made = try await Command("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", folder.file(name)]).run()
            try #require(made.succeeded, "\(made.lastLines)")
        }
        let host = try folder.read("host.pub").split(separator: " ").prefix(2).joined(separator: " ")
        try folder.write("known", "[127.0.0.1]:\(port) \(host)\n")
        try folder.write(
            "sshd_config",
            """
            Port \(port)
            ListenAddress 127.0.0.1
            HostKey \(folder.file("host"))
            AuthorizedKeysFile \(folder.file("id.pub"))
            StrictModes no
            PasswordAuthentication no
            Subsystem sftp internal-sftp
            PidFile none
            """)
        try folder.write(
            "ssh_config",
            """
            Host *
            IdentityFile \(folder.file("id"))
            IdentitiesOnly yes
            UserKnownHostsFile \(folder.file("known"))
            StrictHostKeyChecking yes
            """)
        let ssh = try #require(Tool.path(of: "ssh"))
        try folder.write("bin/ssh", "#!/bin/sh\nexec \(ssh) -F \(folder.file("ssh_config")) \"$@\"\n", mode: 0o755)
        // It wants a user of its own, which a machine without the package does not have.
        let users = try String(contentsOfFile: "/etc/passwd", encoding: .utf8)
        try folder.write("passwd", users + "\nsshd:x:65533:65534::/run/sshd:/usr/sbin/nologin\n")
        try await start()
    }

    /// For the machine's program.
    var environment: [String: String] {
        ["PATH": "\(folder.file("bin")):\(ProcessInfo.processInfo.environment["PATH"] ?? "")"]
    }

    func repository(_ name: String) -> String { "sftp://root@127.0.0.1:\(port)/\(folder.file(name))" }

    func start() async throws {
        let script = """
            mount --bind \(folder.file("passwd")) /etc/passwd && mount -t tmpfs tmpfs /run && mkdir /run/sshd &&
                exec "$0" -D -e -f \(folder.file("sshd_config"))
            """
        let sshd = try #require(Tool.path(of: "sshd"))
        try running.start("/usr/bin/unshare", ["--mount", "--pid", "--fork", "--kill-child", "sh", "-c", script, sshd])
        let flags = ["-p", "\(port)", "root@127.0.0.1", "true"]
        try await eventually { try await Command(folder.file("bin/ssh"), flags).run().succeeded }
    }

    /// Ends it with all its connections.
    func stop() { running.stop() }
    deinit { running.stop() }
}

/// moto's S3, which stands in for a real one. It checks access keys and signatures.
final class S3Server: Sendable {
    static let isHere = FileManager.default.isExecutableFile(atPath: programs + "/moto_server")
    private static let programs = Golden.repository.appendingPathComponent(".build/tools/python/bin").path

    private let port = Int.random(in: 20_000..<60_000)
    private let running = Running()
    /// The lines of a keys file.
    let keys: String

    init(in folder: TemporaryFolder) async throws {
        let log = folder.file("moto.log")
        try folder.write("moto.log", "")
        // After the four calls below, it refuses whoever has no right.
        try running.start(
            Self.programs + "/moto_server", ["-H", "127.0.0.1", "-p", "\(port)"],
            environment: ["INITIAL_NO_AUTH_ACTION_COUNT": "4"], log: log)
        try await eventually { try folder.read("moto.log").contains("Running on") }
        let made = try await Command(Self.programs + "/python", ["-c", Self.prepare, "http://127.0.0.1:\(port)"]).run()
        try #require(made.succeeded, "\(made.lastLines)")
        keys = made.lastLines.filter { $0.hasPrefix("AWS_") }.joined(separator: "\n") + "\n"
    }

    var repository: String { "s3:http://127.0.0.1:\(port)/backups" }

    func stop() { running.stop() }
    deinit { running.stop() }

    private static let prepare = """
        import boto3, sys
        place = dict(endpoint_url=sys.argv[1], region_name="us-east-1", aws_access_key_id="-", aws_secret_access_key="-")
        iam = boto3.client("iam", **place)
        iam.create_user(UserName="backup")
        key = iam.create_access_key(UserName="backup")["AccessKey"]
        rights = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*"}]}'
        iam.put_user_policy(UserName="backup", PolicyName="all", PolicyDocument=rights)
        boto3.client("s3", **place).create_bucket(Bucket="backups")
        print("AWS_ACCESS_KEY_ID=" + key["AccessKeyId"])
        print("AWS_SECRET_ACCESS_KEY=" + key["SecretAccessKey"])
        """
}

/// A server of a test's own.
private final class Running: @unchecked Sendable {
    private var process: Process?

    func start(_ program: String, _ arguments: [String], environment: [String: String] = [:], log: String? = nil) throws
    {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = arguments
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { _, new in new }
        let output = log.flatMap { FileHandle(forWritingAtPath: $0) } ?? FileHandle.nullDevice
        process.standardOutput = output
        process.standardError = output
        try process.run()
        self.process = process
    }

    func stop() {
        guard let process else { return }
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
        self.process = nil
    }
}
