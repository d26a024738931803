import Foundation
import Host
import TestSupport
import Testing

@testable import Simulation
@testable import VirtualMachine

/// Every command that `landfall` prints, typed as it is printed, from a folder whose name a shell would take apart.
@Suite struct PrintedCommandTests {
    private static let hostile = "my \"app's\" $HOME; x"
    private let folder = TemporaryFolder()
    private var place: String { folder.file(Self.hostile) }

    init() throws {
        try folder.write(
            "\(Self.hostile)/compose.yml", "services: { web: { image: \"nginx:1.27\", ports: [\"38080:80\"] } }\n")
        try folder.write(
            "\(Self.hostile)/app.yaml",
            """
            schema: 1
            name: demo
            version: 1.0.0
            stack: { compose: compose.yml }
            credentials:
              - { label: URL, value: "http://{{ address }}:38080/start?a=b&c=d" }
            firewall: [22/tcp, 38080/tcp]

            """)
        // What an unquoted name would be taken for.
        for name in ["my", "app's", "x"] { try folder.write("\(name)/precious", "") }
        // Programs that only tell what they were given.
        for name in ["landfall", "packer", "curl", "docker", "ssh"] {
            try folder.write(
                "bin/\(name)", "#!/bin/sh\nprintf '%s\\n' \(name) \"$@\" '--' >> \(folder.file("calls"))\n", mode: 0o755
            )
        }
        try folder.write("calls", "")
    }

    private var path: String { "\(folder.file("bin")):\(ProcessInfo.processInfo.environment["PATH"] ?? "")" }

    /// - Returns: The words of each command that the line ran.
    private func type(
        _ line: String, in other: TemporaryFolder = TemporaryFolder(), environment: [String: String?] = [:]
    )
        async throws -> [[String]]
    {
        let before = try folder.read("calls")
        let result = try await Command(
            "sh", ["-c", line], folder: other.path, environment: ["PATH": path].merging(environment) { $1 }
        ).run()
        #expect(result.succeeded, "\(line): \(result.lastLines)")
        return try folder.read("calls").dropFirst(before.count).split(separator: "--\n").map {
            $0.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map(String.init)
        }
    }

    private func landfall(_ arguments: [String], environment: [String: String?] = [:]) async throws -> CommandResult {
        try await Command(
            Executables.landfall, arguments,
            environment: ["LANDFALL_FIRSTBOOT": Executables.firstboot].merging(environment) { $1 }
        ).run()
    }

    @Test func `generate names landfall build, and Packer's commands`() async throws {
        let app = "\(place)/app.yaml"
        let result = try await landfall(["generate", app, "--output", "\(place)/dist"])
        #expect(result.status == 0, "\(result.lastLines)")
        let build = try #require(result.lastLines.first { $0.hasPrefix("  the images: ") }?.dropFirst(14))
        #expect(
            try await type(String(build)) == [
                [
                    "landfall", "build", app, "--output", "\(place)/dist", "--provider",
                    "vultr,digitalocean,hetzner,linode,generic",
                ]
            ])
        let packer = try #require(result.lastLines.first { $0.contains("packer init") }?.split(separator: ": ").last)
        let template = "\(place)/dist/demo/packer/digitalocean"
        #expect(try await type(String(packer)) == [["packer", "init", template], ["packer", "build", template]])
    }

    @Test func `a machine that is kept is looked at, opened and removed`() async throws {
        let docker = try await StandInDocker(services: ["web": ("running", "Up 2 minutes")])
        let machine = "\(place)/machine"
        let result = try await landfall(
            ["simulate", "\(place)/app.yaml", "--provider", "hetzner", "--root", machine, "--keep"],
            environment: docker.environment)
        let printed = result.lastLines
        #expect(result.status == 0, "\(printed)")
        #expect(printed.contains("  http://127.0.0.1:38080/start?a=b&c=d"))

        let status = try #require(printed.first { $0.contains("democtl' status --root") })
        let answer = try await Command("sh", ["-c", status], environment: docker.environment).run()
        #expect(answer.succeeded, "\(answer)")

        let removal = try #require(printed.first { $0.contains(" && rm -r ") })
        let ran = try await type(removal, in: folder)
        let file = "\(machine)/opt/demo/compose.yml"
        #expect(ran.count == 1 && ran[0].starts(with: ["docker", "compose", "--project-name"]), "\(ran)")
        #expect(
            ran[0].contains(file) && ran[0].suffix(5) == ["down", "--volumes", "--remove-orphans", "--timeout", "2"],
            "\(ran)")
        #expect(!FileManager.default.fileExists(atPath: machine))
        #expect(FileManager.default.fileExists(atPath: "\(place)/app.yaml"))
        for name in ["my", "app's", "x"] { #expect(folder.files.contains("\(name)/precious")) }
    }

    @Test func `a virtual machine is reached by the owner's address, and by ssh`() async throws {
        let key = "\(place)/key"
        let machine = RunningMachine(
            ports: [22: 40022, 443: 40443], login: Login(keyFile: key, publicKey: "", port: 40022),
            address: "203.0.113.7")
        let commands = machine.lines.filter { line in
            ["  curl ", "  ssh "].contains { line.hasPrefix($0) }
        }
        #expect(commands.count == 2)
        let typed = try await type(commands.joined(separator: "\n"))
        #expect(
            typed.first == ["curl", "--insecure", "--connect-to", "::127.0.0.1:40443", "https://203.0.113.7/"])
        #expect(typed.last?.starts(with: ["ssh", "-i", key, "-p", "40022"]) == true, "\(typed)")
        #expect(typed.last?.last == "root@127.0.0.1")
    }

    @Test func `a key that others can read is closed by the printed command`() async throws {
        let made = try await landfall(["key", "new", "--output", "\(place)/keys", "demo"])
        #expect(made.status == 0, "\(made.lastLines)")
        let key = "\(place)/keys/demo.key"
        chmod(key, 0o644)
        let app = try folder.read("\(Self.hostile)/app.yaml")
        try folder.write("\(Self.hostile)/app.yaml", app + "release: { url: \"https://example.com/demo\" }\n")
        let result = try await landfall(["release", "\(place)/app.yaml", "--key", key])
        let help = try #require(result.lastLines.first { $0.contains("help: chmod 600 ") }, "\(result.lastLines)")
        _ = try await type(String(help.split(separator: ": ", maxSplits: 1)[1]))
        #expect(mode(of: key) == 0o600)
    }

    @Test(.enabled(if: Tool.isInstalled("qemu-img"), "qemu-img reads disks"))
    func `a disk that cannot be read is looked at by the printed command`() async throws {
        let disk = "\(place)/disk.qcow2"
        try folder.write("\(Self.hostile)/disk.qcow2", [0x51, 0x46, 0x49, 0xfb] + [UInt8](repeating: 0xff, count: 600))
        try folder.write(
            "bin/qemu-img",
            "#!/bin/sh\nprintf '%s\\n' qemu-img \"$@\" '--' >> \(folder.file("calls"))\n", mode: 0o755)
        let result = try await landfall(["image", "check", "--offline", disk])
        let help = try #require(result.lastLines.first { $0.contains("qemu-img check ") }, "\(result.lastLines)")
        let command = help.drop { $0 != "`" }.dropFirst().prefix { $0 != "`" }
        #expect(try await type(String(command)) == [["qemu-img", "check", disk]])
    }

    @Test func `the metadata service's example is a request`() async throws {
        let command = Command(
            "timeout", ["--signal=INT", "5", Executables.landfall, "metadata", "serve", "--provider", "hetzner"])
        let lines = try await command.run().lastLines
        let example = try #require(lines.first { $0.hasPrefix("Try: ") }?.dropFirst(5))
        let words = try #require(try await type(String(example)).first)
        #expect(words.count == 2 && words[1].hasPrefix("http://127.0.0.1:"))
    }
}
