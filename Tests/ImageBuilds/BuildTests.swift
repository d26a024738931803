import Emulator
import Foundation
import Host
import JSON
import Plan
import Providers
import Synchronization
import TestSupport
import Testing

@testable import ImageBuilds

/// `landfall build` with Debian's packer against the emulated APIs.
@Suite struct BuildTests {
    static let app = Golden.repository.appendingPathComponent("examples/echora/app.yaml").path

    /// `landfall build` of Echora into the folder.
    private func build(
        _ flags: [String], in folder: TemporaryFolder, environment: [String: String?] = [:]
    ) async throws -> CommandResult {
        try folder.write("firstboot-x86_64", Executables.plain(62))
        let none: [String: String?] = [
            "LANDFALL_FIRSTBOOT": folder.file("firstboot-x86_64"), "DIGITALOCEAN_TOKEN": nil,
            "HCLOUD_TOKEN": nil, "LINODE_TOKEN": nil, "VULTR_API_KEY": nil,
        ]
        return try await Command(
            Executables.landfall, ["build", Self.app, "--output", folder.file("dist")] + flags,
            environment: none.merging(environment) { $1 }
        ).run()
    }

    @Test(.enabled(if: Tool.isInstalled("packer")))
    func everyMissingTokenAndPluginIsSaidAtOnce() async throws {
        let folder = TemporaryFolder()
        let result = try await build([], in: folder, environment: ["HCLOUD_TOKEN": "  "])
        #expect(result.status == 69)
        let text = result.lastLines.joined(separator: "\n")
        for part in [
            "Vultr: the environment variable VULTR_API_KEY is not set", "DIGITALOCEAN_TOKEN is not set",
            "HCLOUD_TOKEN is empty", "LINODE_TOKEN is not set",
        ] {
            #expect(text.contains(part))
        }
        #expect(!folder.files.contains { $0.contains(".images/") })
    }

    @Test func aMissingPackerIsSaid() async throws {
        let result = try await build(
            ["--provider", "hetzner"], in: TemporaryFolder(), environment: ["PATH": "/nowhere", "HCLOUD_TOKEN": "t"])
        #expect(result.status == 69)
        #expect(result.lastLines.first == "error: Packer is not installed")
    }

    @Test(arguments: [
        (["--var", "api_token=secret"], "must not be on a command line"),
        (["--var", "no_such=1"], "has no variable 'no_such'"),
        (["--var", "plan"], "wants NAME=VALUE"),
        (["--images", "/nowhere"], "there is no folder /nowhere"),
        (["--provider", "nimbus"], "there is no provider 'nimbus'"),
    ])
    func wrongOptionsAreRefused(flags: [String], message: String) async throws {
        let provider = flags[0] == "--provider" ? [] : ["--provider", "digitalocean"]
        let result = try await build(provider + flags, in: TemporaryFolder())
        #expect(result.status == 64)
        #expect(result.lastLines.joined().contains(message))
    }

    /// The machine never comes up: the build fails or is interrupted while Packer waits for its ssh.
    @Test(.enabled(if: Tool.isInstalled("packer")), arguments: CloudAPI.providers.map(\.id.rawValue))
    func anInterruptedBuildLeavesNothingBehind(name: String) async throws {
        let provider = try #require(Provider.named(name))
        let token = try #require(provider.facts.packer?.token)
        let cloud = try await Cloud(provider)
        let folder = TemporaryFolder()
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        try folder.write("firstboot-x86_64", Executables.plain(62))
        // The shell stands between, so that the build's process id is known and its signals are the usual ones.
        process.arguments = [
            "-c", "echo $$ >\(folder.file("pid")); exec env --default-signal \"$@\" >\(folder.file("out")) 2>&1", "sh",
            Executables.landfall, "build", Self.app, "--provider", name, "--output", folder.file("dist"),
        ]
        process.environment = ProcessInfo.processInfo.environment.merging([
            "LANDFALL_FIRSTBOOT": folder.file("firstboot-x86_64"), token.environment: "a-secret",
            "HCLOUD_ENDPOINT": cloud.address + "/v1", "DIGITALOCEAN_API_URL": cloud.address + "/",
        ]) { $1 }
        try process.run()
        try await eventually { (try? folder.read("out").contains("Waiting for SSH")) == true }
        let pid = try #require(pid_t(folder.read("pid").trimmingCharacters(in: .whitespacesAndNewlines)))
        #expect(await !cloud.api.leftovers.isEmpty)
        kill(pid, SIGINT)
        try await eventually { !process.isRunning }
        #expect(process.terminationStatus == 128 + SIGINT)
        #expect(await cloud.api.leftovers == [])
        #expect(try folder.read("out").contains("interrupted"))
        for file in folder.files where !file.contains("firstboot") {
            #expect(try !folder.read(file).contains("a-secret"), "\(file)")
        }
        cloud.stop()
    }

    @Test(arguments: [
        (["HOME": "/home/jo"], "/home/jo/.cache/packer"), (["HOME": "/h", "XDG_CACHE_HOME": "/c"], "/c/packer"),
        (["HOME": "/h", "PACKER_CACHE_DIR": "/mine"], nil), ([:], nil),
    ])
    func downloadsAreNotKeptWhereItIsCalled(environment: [String: String], folder: String?) {
        let changes = PackerProgram.changes(to: environment)
        #expect(changes["PACKER_CACHE_DIR"] ?? nil == folder)
        #expect(changes["CHECKPOINT_DISABLE"] == "1")
    }

    @Test func theDigestIsOfAllThatDecides() throws {
        func digest(_ parts: [String], _ variables: [String: String]) throws -> String {
            let source = try #require(Provider.hetzner.facts.packer)
            return try BuildJob(
                app: App(name: "a", title: "A", version: "1"), provider: .hetzner, source: source,
                architecture: .amd64, template: "/t", folder: "/f", parts: parts, variables: variables
            ).digest
        }
        let folder = TemporaryFolder()
        try folder.write("x.tar", "one")
        let all = [
            try digest(["a", "b"], [:]), try digest(["a", "c"], [:]), try digest(["a", "b"], ["plan": "cx33"]),
            try digest(["a", "b"], ["images": folder.path]),
        ]
        try folder.write("x.tar", "three")
        #expect(Set(all + [try digest(["a", "b"], ["images": folder.path])]).count == 5)
        #expect(try digest(["a", "b"], [:]) == all[0])
        #expect(all.allSatisfy { LabelRule(limit: 63).value($0) == $0 })
    }

    @Test(arguments: [
        ("nyc3,ams3:123", "123", ["nyc3", "ams3"]), ("98765", "98765", []), ("private/77", "private/77", []),
    ])
    func aManifestNamesTheSnapshot(artifact: String, id: String, regions: [String]) throws {
        let folder = TemporaryFolder()
        try folder.write(
            "manifest.json",
            """
            {"builds": [
                {"artifact_id": "\(artifact)", "build_time": 1790000000, "files": null,
                 "custom_data": {"inputs": "d1", "snapshot": "echora-1"}},
                {"artifact_id": "other", "build_time": 1790000001, "custom_data": {"inputs": "d2"}}
            ], "last_run_uuid": "x"}
            """)
        let snapshot = try #require(Manifest.build(of: "d1", in: folder.file("manifest.json")))
        #expect(snapshot.id == id && snapshot.regions == regions && snapshot.name == "echora-1")
        #expect(Manifest.build(of: "d3", in: folder.file("manifest.json")) == nil)
        #expect(Manifest.build(of: "d1", in: folder.file("none")) == nil)
    }

    @Test func twoBuildsInOneFolderAreRefused() async throws {
        let folder = TemporaryFolder()
        let flags = ["--provider", "hetzner"]
        let none: [String: String?] = ["PATH": "/nowhere", "HCLOUD_TOKEN": "t"]
        do {
            let lock = try OutputLock(folder.file("dist"), app: "echora")
            defer { _ = lock }
            let result = try await build(flags, in: folder, environment: none)
            #expect(result.status == 75)
            let text = result.lastLines.joined(separator: "\n")
            #expect(text.contains("another landfall build is running in \(folder.file("dist")), process \(getpid())"))
            #expect(text.contains("help: wait until it ends"))
            #expect(
                folder.files.map { URL(fileURLWithPath: $0).lastPathComponent }.sorted() == [
                    ".echora.lock", "firstboot-x86_64",
                ])
        }
        #expect(try await build(flags, in: folder, environment: none).status == 69)
    }

    private func generic(
        in folder: TemporaryFolder, _ variables: [String: String], on processor: Architecture? = .here
    ) throws -> BuildJob {
        try BuildJob(
            app: App(name: "a", title: "A", version: "1"), provider: .generic,
            source: try #require(Provider.generic.facts.packer), architecture: try #require(processor), template: "/t",
            folder: folder.path, parts: [], variables: variables)
    }

    @Test func aDiskIsBuiltAgainOnceItIsGone() throws {
        let folder = TemporaryFolder()
        let job = try generic(in: folder, [:])
        #expect(job.built == nil)
        try folder.write(
            "manifest.json",
            """
            {"builds": [{"artifact_id": "VM", "build_time": 1790000000, "files": [{"name": "a.qcow2", "size": 1}],
                "custom_data": {"inputs": "\(job.digest)", "snapshot": "a-1"}}]}
            """)
        #expect(job.built == nil)
        let disk = "disk-\(job.digest.prefix(8))/a.qcow2"
        try folder.write(disk, "")
        #expect(job.built?.id == folder.file(disk))
    }

    @Test func whatADiskNeedsIsSaidBeforePackerStarts() throws {
        let folder = TemporaryFolder()
        try folder.write("key", "")
        try folder.write("key.pub", "")
        try folder.write("kvm", "")
        let given = ["qemu_binary": "/bin/sh", "ssh_private_key_file": folder.file("key")]
        func missing(_ more: [String: String], kvm: String) throws -> [String] {
            try Preflight.disk(of: generic(in: folder, given.merging(more) { $1 }), [:], kvm: folder.file(kvm))
                .map(\.message)
        }
        #expect(try missing([:], kvm: "kvm") == [])
        #expect(try missing(["accelerator": "tcg"], kvm: "none") == [])
        #expect(try missing([:], kvm: "none").first?.contains("no hardware virtualisation") == true)
        #expect(try missing(["qemu_binary": "no-emulator"], kvm: "kvm") == ["no-emulator is not installed"])
        let foreign = try generic(
            in: folder, given.merging(["qemu_binary": ""]) { $1 }, on: Architecture.allCases.first { $0 != .here })
        let findings = Preflight.disk(of: foreign, [:], kvm: folder.file("kvm"))
        #expect(findings.map(\.message).contains("\(foreign.architecture.emulator) is not installed"))
        #expect(findings.contains { $0.help.contains(foreign.architecture.emulatorPackages[0]) })
        #expect(findings.contains { $0.help.contains("accelerator=tcg") })
        #expect(
            try missing(["ssh_private_key_file": "/nowhere/key"], kvm: "kvm").map { $0.contains("/nowhere/key") }
                == [true, true])
    }
}

/// An emulated cloud whose machines are never reached.
private final class Cloud: Sendable {
    let api: CloudAPI
    let address: String
    private let task: Task<Void, any Error>

    init(_ provider: Provider) async throws {
        let api = CloudAPI(provider: provider, machineAddress: "127.0.0.99", token: "a-secret", hook: { _ in true })
        let (stream, continuation) = AsyncStream<String>.makeStream()
        task = Task { try await api.serve(port: 0) { continuation.yield($0) } }
        self.api = api
        address = await stream.first { _ in true } ?? ""
    }

    func stop() { task.cancel() }
}
