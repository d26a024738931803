import Foundation
import Glibc
import Host
import Plan
import TestSupport
import Testing

@testable import Docker
@testable import ImageMaking

@Suite struct InstallTests {
    private func boot(_ system: String? = nil, _ plan: Plan = .demo()) async throws -> Boot {
        let boot = try await Boot(plan)
        try SealedRoot.writeDistribution(in: boot.folder, under: "root/")
        if let system { try boot.folder.write("root/etc/os-release", system) }
        return boot
    }

    @Test func oneVerbChecksAndSetsUp() async throws {
        let boot = try await boot()
        let result = try await boot.run(
            "install",
            [
                "--metadata-url", boot.metadataURL, "--no-questions", "--domain", "chat.example.com", "--api-token",
                "tok-1234567890",
            ])
        #expect(result.status == 0, "\(result.lastLines)")
        #expect(try boot.parameters["domain"] == "chat.example.com")
        let prepared = try #require(result.lastLines.firstIndex { $0.contains("is prepared") })
        let checked = try #require(result.lastLines.firstIndex { $0.hasPrefix("PASS  system: ") })
        #expect(checked < prepared)
        let log = try #require(boot.folder.files.first { $0.hasSuffix("/install.log") })
        #expect(mode(of: boot.folder.file(log)) == 0o600)
        let text = try boot.folder.read(log)
        #expect(text.contains("PASS  system: ") && text.contains("is prepared") && text.contains("\nDone, "))
        #expect(!text.contains("tok-1234567890"))
        struct Secrets: Decodable { var values: [String: String] }
        let secrets = try #require(boot.folder.files.first { $0.hasSuffix("/secrets.json") })
        let made = try JSONDecoder().decode(Secrets.self, from: Data(boot.folder.read(secrets).utf8)).values
        #expect(!made.isEmpty)
        for (name, value) in made { #expect(!text.contains(value), "\(name)") }
    }

    /// The app's own unit, which the start of the engine starts.
    @Test(.timeLimit(.minutes(1))) func anotherRunIsWaitedFor() async throws {
        let boot = try await boot()
        let files = Files(Root(boot.folder.file("root")))
        let lock = Paths(app: "demo").lock
        try files.createFolder(Paths(app: "demo").state, mode: 0o700)
        let (waits, source) = AsyncStream<Void>.makeStream()
        let install: Task<CommandResult, any Error>
        do {
            let held = try Lock.take(lock, in: files)
            install = Task {
                try await boot.run("install", ["--metadata-url", boot.metadataURL, "--no-questions"]) { line in
                    if line.contains("Another run is working on") { source.yield() }
                }
            }
            for await _ in waits { break }
            _ = consume held
        }
        let result = try await install.value
        #expect(result.status == 0, "\(result.lastLines)")
        #expect(try !boot.secrets.isEmpty)
    }

    @Test func aSystemThatIsNotKnownIsRefusedBeforeAnythingIsDone() async throws {
        let boot = try await boot("ID=plan9\nPRETTY_NAME=\"Plan 9\"\nVERSION_ID=4\n")
        let before = boot.folder.files
        let result = try await boot.run("install", ["--metadata-url", boot.metadataURL])
        #expect(result.status == 65)
        #expect(result.lastLines.contains("FAIL  system: Plan 9 is not a supported distribution"))
        #expect(boot.folder.files == before)
    }

    @Test func onlyAMachineThatIsSetUpIsUpgraded() async throws {
        let boot = try await boot()
        let before = boot.folder.files
        #expect(try await boot.run("install", ["--upgrade"]).status == 64)
        #expect(boot.folder.files == before)
    }

    @Test func aParametersOwnFlagNeedsAValueAndANameThatIsThere() async throws {
        let boot = try await boot()
        for flags in [["--domain"], ["--domian", "chat.example.com"]] {
            #expect(try await boot.run("install", flags).status == 64, "\(flags)")
        }
    }

    /// The kernel's own word: no call of the trial changes a file.
    @Test(.enabled(if: Tool.isInstalled("strace"))) func aTrialWritesNothing() async throws {
        let boot = try await boot()
        let before = boot.folder.files
        let log = boot.folder.file("calls")
        let calls =
            "trace=openat,creat,mkdir,mkdirat,unlink,unlinkat,rename,renameat,renameat2,link,linkat,symlink,"
            + "symlinkat,chmod,fchmod,fchmodat,chown,fchown,fchownat,truncate,ftruncate,mknod,mknodat,setxattr"
        let flags = ["-f", "-qq", "-e", calls, "-o", log, boot.binary, "install", "--dry-run"]
        let more = [
            "--root", boot.folder.file("root"), "--domain", "chat.example.com", "--api-token", "tok-1234567890",
        ]
        let result = try await Command("strace", flags + more, environment: boot.docker.environment).run()
        #expect(result.status == 0, "\(result.lastLines)")
        #expect(result.lastLines.contains("  domain: chat.example.com (--set domain)"), "\(result.lastLines)")
        #expect(result.lastLines.contains("  api_token: given (--set api_token)"))
        #expect(result.lastLines.last == "Nothing was changed.")
        let changes = try boot.folder.read("calls").split(separator: "\n").filter { line in
            let isOpening = line.contains(" openat(") || line.contains("\topenat(") || line.hasPrefix("openat(")
            let writes = line.contains("O_WRONLY") || line.contains("O_RDWR") || line.contains("O_CREAT")
            return (isOpening ? writes : true) && !line.contains("\"/dev/") && !line.contains("+++")
                && !line.contains("---")
                && !line.contains("resumed>")
        }
        #expect(changes.isEmpty, "\(changes.prefix(5))")
        #expect(boot.folder.files.filter { $0 != "calls" } == before)
    }

    @Test func aTrialSaysHowToGiveAMissingValue() async throws {
        var plan = Plan.demo()
        plan.parameters.append(Parameter(name: "region", kind: .string, label: "Region", example: "eu-1"))
        let boot = try await boot(nil, plan)
        let result = try await boot.run("install", ["--dry-run"])
        #expect(result.status == 65, "\(result.lastLines)")
        #expect(
            result.lastLines.last
                == "help: write the values to \(boot.folder.file("root/etc/demo/parameters.yaml")), one a line like "
                + "`region: \"eu-1\"`, or give them by `--set NAME=VALUE`, and run this again")
    }

    @Test func whoHasAPortIsNamed() throws {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(listener) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                #expect(bind(listener, $0, length) == 0 && listen(listener, 1) == 0)
                #expect(getsockname(listener, $0, &length) == 0)
            }
        }
        let port = Int(UInt16(bigEndian: address.sin_port))
        let holder = try #require(PortHolder.of(port, isUDP: false))
        #expect(holder.process == Int(getpid()))
        #expect(PortHolder.of(port, isUDP: true) == nil)
    }

    @Test func theUnitOfAProcessIsItsServices() {
        #expect(PortHolder.unit("0::/system.slice/nginx.service\n") == "nginx.service")
        #expect(PortHolder.unit("0::/user.slice/user-0.slice/session-1.scope\n") == nil)
        #expect(PortHolder.unit("1:name=systemd:/system.slice/apache2.service\n0::/\n") == "apache2.service")
    }
}
