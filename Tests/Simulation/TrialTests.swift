import Foundation
import Host
import Plan
import TestSupport
import Testing

@testable import Simulation

/// What a trial says and leaves where it does not go well.
@Suite struct TrialTests {
    private let folder = TemporaryFolder()
    private var app: String { folder.file("app.yaml") }

    init() throws {
        try folder.write(
            "compose.yml", "services: { web: { image: \"nginx:1.27\", environment: [\"EMAIL=${EMAIL}\"] } }\n")
        try folder.write(
            "app.yaml",
            """
            schema: 1
            name: demo
            version: 1.0.0
            stack: { compose: compose.yml }
            release: none
            parameters:
              email: { type: email, label: E-mail }
            env: { EMAIL: "{{ parameters.email }}" }

            """)
        try folder.write("tmp/.keep", "")
    }

    private func simulate(_ flags: [String] = [], environment: [String: String?]) async throws -> CommandResult {
        try await Command(
            Executables.landfall, ["simulate", app, "--provider", "vultr"] + flags,
            environment: ["LANDFALL_FIRSTBOOT": Executables.firstboot, "TMPDIR": folder.file("tmp")]
                .merging(environment) { $1 }
        ).run()
    }

    @Test func `a failed trial gives no advice about the folder that it removed`() async throws {
        let docker = try await StandInDocker(services: ["web": ("running", "Up 2 minutes")])
        let result = try await simulate(environment: docker.environment)
        let text = result.lastLines.joined(separator: "\n")
        #expect(result.status == 65, "\(text)")
        #expect(text.contains("error: "))
        #expect(text.contains("With --keep, the machine and its"))
        #expect(!text.contains("democtl"), "\(text)")
        #expect(!result.lastLines.dropFirst().contains { $0.contains(folder.file("tmp")) }, "\(text)")
        #expect(folder.files.filter { $0.hasPrefix("tmp/") } == ["tmp/.keep"])
    }

    @Test func `a trial that goes well names no file that it removed`() async throws {
        let docker = try await StandInDocker(services: ["web": ("running", "Up 2 minutes")])
        let result = try await simulate(["--set", "email=me@example.com"], environment: docker.environment)
        #expect(result.status == 0, "\(result.lastLines)")
        #expect(result.lastLines.contains("demo is ready."), "\(result.lastLines)")
        #expect(!result.lastLines.dropFirst().contains { $0.contains(folder.file("tmp")) })
    }

    @Test func `a sensitive parameter is not shown, even by a service that prints it`() async throws {
        let text = try folder.read("app.yaml").replacing(
            "{ type: email, label: E-mail }", with: "{ type: api-token, label: Token }")
        try folder.write("app.yaml", text + "settle: 0s\n")
        let docker = try await StandInDocker(
            services: ["web": ("exited", "Exited (1) 2 seconds ago")],
            script: "[[ $verb == logs ]] && cat $stack/.env")
        let result = try await simulate(["--set", "email=tok-5f1c2a9b7d"], environment: docker.environment)
        #expect(result.status == 69)
        #expect(result.lastLines.contains { $0.contains("EMAIL='[REDACTED]'") }, "\(result.lastLines)")
        #expect(!result.lastLines.joined().contains("tok-5f1c2a9b7d"))
    }

    @Test(arguments: ["none", "app.yaml"])
    func `a TMPDIR that is no folder is neither made nor used`(_ name: String) async throws {
        let docker = try await StandInDocker(services: [:])
        let result = try await simulate(environment: docker.environment.merging(["TMPDIR": folder.file(name)]) { $1 })
        #expect(result.status == 69)
        #expect(result.lastLines.first == "error: TMPDIR names \(folder.file(name)), which is not a folder")
        #expect(!FileManager.default.fileExists(atPath: folder.file("none")))
    }

    @Test(.enabled(if: geteuid() == 0, "only root can mount a small disk"))
    func `a full TMPDIR is left as it was`() async throws {
        let docker = try await StandInDocker(services: [:])
        let command = Command(Executables.landfall, ["simulate", app, "--provider", "vultr"]).line
        let script = """
            mount -t tmpfs -o size=1m none '\(folder.file("tmp"))' || exit 1
            export TMPDIR='\(folder.file("tmp"))'
            \(command); echo "status $?"; ls -A "$TMPDIR" | sed 's/^/left: /'
            """
        let result = try await Command(
            "unshare", ["--mount", "sh", "-c", script],
            environment: docker.environment.merging(["LANDFALL_FIRSTBOOT": Executables.firstboot]) { $1 }
        ).run()
        let text = result.lastLines.joined(separator: "\n")
        #expect(text.contains("No space left on device"), "\(text)")
        #expect(text.contains("status 69"), "\(text)")
        #expect(!text.contains("left: "), "\(text)")
    }

    @Test(arguments: [
        (
            "permission denied while trying to connect to the Docker daemon socket at unix:///var/run/docker.sock",
            "you may not use"
        ),
        (
            "Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?",
            "no Docker Engine answers"
        ),
    ])
    func `why the engine cannot be used is said`(_ words: String, _ said: String) async throws {
        try folder.write("bin/docker", "#!/bin/sh\necho \"$WORDS\" >&2\nexit 1\n", mode: 0o755)
        let path = folder.file("bin") + ":/usr/bin:/bin"
        let result = try await simulate(environment: ["PATH": path, "WORDS": words, "DOCKER_HOST": nil])
        #expect(result.status == 69)
        #expect(result.lastLines.first?.hasPrefix("error: \(said)") == true, "\(result.lastLines)")
        #expect(result.lastLines.last?.hasPrefix("help: ") == true)
    }

    @Test(.enabled(if: geteuid() == 0 && Tool.isInstalled("docker"), "root can become somebody else"))
    func `a socket that is not for you is said so by the real docker command`() async throws {
        try folder.write("closed/x", "")
        chmod(folder.file("closed"), 0o700)
        let socket = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(socket) }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { bytes in
            for (index, byte) in folder.file("closed/docker.sock").utf8.enumerated() { bytes[index] = byte }
        }
        let bound = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(socket, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        #expect(bound == 0 && listen(socket, 1) == 0)
        let result = try await Command(
            "setpriv",
            [
                "--reuid", "65534", "--regid", "65534", "--clear-groups", Executables.landfall, "simulate", app,
                "--provider", "vultr",
            ],
            environment: [
                "DOCKER_HOST": "unix://\(folder.file("closed/docker.sock"))",
                "LANDFALL_FIRSTBOOT": Executables.firstboot,
            ]
        ).run()
        #expect(result.status == 69)
        #expect(
            result.lastLines.first
                == "error: you may not use the Docker Engine at unix://\(folder.file("closed/docker.sock")): permission denied",
            "\(result.lastLines)")
    }

    @Test func `a taken port is answered with the options to type`() throws {
        let taken = try LoopbackListener()
        var service = Service(name: "web", image: "nginx:1.27")
        service.ports = [80, 443].map { PublishedPort(port: $0, containerPort: $0, transport: .tcp) }
        var plan = Plan.demo()
        plan.stack.services = [service]
        let map = try PortMap(["80=\(taken.port)", "443=39443"])
        let error = #expect(throws: ThisComputer.Unfit.self) { try ThisComputer.requirePorts(of: plan, map) }
        let lines = try #require(error?.description.split(separator: "\n"))
        #expect(lines[0] == "port \(taken.port) of this computer is taken")
        let options = lines[1].replacing("help: publish elsewhere: ", with: "").split(separator: " ").filter {
            $0 != "--port"
        }
        let better = try PortMap(options.map(String.init))
        #expect(better[443] == 39443)
        #expect(better[80] == 8080 || better[80] > 1024)
        #expect(better[80] != taken.port)
        try ThisComputer.requirePorts(of: plan, better)
    }
}

/// A port of loopback that somebody listens on.
private final class LoopbackListener {
    let port: Int
    private let descriptor: Int32

    init() throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = INADDR_LOOPBACK.bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let descriptor = descriptor
        withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                _ = bind(descriptor, $0, length)
                _ = listen(descriptor, 1)
                _ = getsockname(descriptor, $0, &length)
            }
        }
        port = Int(UInt16(bigEndian: address.sin_port))
    }

    deinit { close(descriptor) }
}

@Suite struct WebLinkTests {
    private func link(_ text: String, _ ports: [String] = [], _ published: [Int] = [80, 443]) throws -> WebLink? {
        WebLink(text, try PortMap(ports), published)
    }

    @Test func `leads to the port on this computer`() throws {
        #expect(try link("https://127.0.0.1", ["443=18443"])?.url == "https://127.0.0.1:18443/")
        #expect(
            try link("https://127.0.0.1/login?next=/a", ["443=18443"])?.url == "https://127.0.0.1:18443/login?next=/a")
        #expect(try link("http://127.0.0.1:8080/", ["8080=18080"], [8080])?.url == "http://127.0.0.1:18080/")
        #expect(try link("http://127.0.0.1")?.url == "http://127.0.0.1/")
    }

    @Test func `explains the certificate, and how a name leads here`() throws {
        let link = try #require(try link("https://chat.example.com", ["443=18443"]))
        #expect(link.url == "https://chat.example.com:18443/")
        #expect(link.notes.first == "First point the name here: add `127.0.0.1 chat.example.com` to /etc/hosts.")
        #expect(link.notes.contains { $0.contains("The browser warns about the certificate") })
        #expect(try self.link("http://127.0.0.1")?.notes == [])
    }

    @Test(arguments: [
        "admin", "https://", "ftp://127.0.0.1", "https://127.0.0.1:9999", "https://203.0.113.4",
        "https://[2001:db8::1]", "postgres://u:p@127.0.0.1", "https://u:p@127.0.0.1",
    ])
    func `is none where nothing leads there`(_ text: String) throws {
        #expect(try link(text) == nil)
    }
}
