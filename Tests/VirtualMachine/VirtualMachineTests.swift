import Emulator
import Host
import Plan
import Providers
import TestSupport
import Testing

@testable import VirtualMachine

@Suite struct IdentityTests {
    static let clouds = Provider.all.filter { $0.recording != nil }

    /// The firmware's words are those by which the first-boot binary knows the cloud, and no other does.
    @Test(arguments: clouds) func isRecognizedByItsProviderAlone(_ provider: Provider) throws {
        #expect(Provider.detect(try #require(provider.recording).firmware)?.id == provider.id)
    }

    @Test(arguments: clouds.filter { $0.metadata?.ipv4 != nil }) func carriesWhatTheMetadataSays(_ provider: Provider)
        async throws
    {
        let recording = try #require(provider.recording)
        let service = try MetadataService(provider: provider)
        let address = try await service.start()
        var reader = MetadataReader(provider: provider)
        reader.baseURL = address
        let metadata = try reader.read()
        await service.stop()
        let identity = Identity(
            recording, metadata,
            services: [
                try #require(provider.metadata?.ipv4): ["/bin/a,b", "7"], Identity.releaseAddress: ["/bin/c", "8"],
            ],
            ports: [443: 8443], authorizedKey: "ssh-ed25519 AAAA root")
        let text = identity.arguments.joined(separator: " ")
        #expect(text.contains("serial=\(recording.uuid ?? metadata.instanceID)"))
        // cloud-init takes no machine for UpCloud's or AWS's without it.
        #expect(text.contains(",uuid=\(identity.serial)") || !["aws", "upcloud"].contains(provider.id.rawValue))
        #expect(text.contains("mac=\(metadata.macs.public ?? recording.usualMAC)"))
        #expect(text.contains("product=\(identity.product.replacing(",", with: ",,")),serial="))
        #expect(text.contains("restrict=on"))
        #expect(identity.kernelArguments.contains { $0.contains("Akamai") } == (provider.id == Provider.linode.id))
        #expect(text.contains("guestfwd=tcp:\(try #require(provider.metadata?.ipv4)):80-cmd:/bin/a,,b 7"))
        #expect(text.contains("guestfwd=tcp:169.254.169.253:80-cmd:/bin/c 8"))
        #expect(text.contains("ssh.authorized_keys.root=c3NoLWVkMjU1MTkgQUFBQSByb290"))
        // Docker's own networks must find room beside the machine's, where DHCP tells the machine of it.
        #expect(recording.isAddressedByMetadata || text.contains("net=169.254.0.0/16"))
        #expect(!recording.isAddressedByMetadata || identity.address == metadata.publicIPv4)
        #expect(text.contains("hostfwd=tcp:127.0.0.1:8443-\(identity.address):443"))
    }
}

@Suite struct PortTests {
    @Test func aMachinesPortIsNoneThatTheKernelGivesAway() throws {
        var ports: Set<Int> = []
        for _ in 0..<50 { ports.insert(try freeLoopbackPort(except: ports)) }
        #expect(ports.count == 50)
        #expect(ports.allSatisfy { $0 > 1023 && $0 < 32_768 })
    }
}

@Suite struct TimelineTests {
    private static let app = App(name: "echora", title: "Echora Chat", version: "1.4.0")

    @Test func keepsTheFirstOfEachPhase() {
        var timeline = Timeline(of: Self.app)
        timeline.hear("[    0.000000] Linux version 6.12", at: .milliseconds(1500))
        timeline.hear("Cloud-init v. 25.1.4 running 'init-local' at", at: .seconds(30))
        timeline.hear("Cloud-init v. 25.1.4 running 'init-local' at", at: .seconds(31))
        timeline.hear(Step.stack.announcement(of: Self.app), at: .seconds(40))
        #expect(timeline.credentials == nil)
        timeline.hear("Echora Chat 1.4.0", at: .milliseconds(52_340))
        #expect(timeline.credentials == 52.34)
        #expect(
            timeline.table == """
                   0.0 s     1.5 s  firmware
                   1.5 s    28.5 s  kernel
                  30.0 s    10.0 s  cloud-init local
                  40.0 s    12.3 s  echora: Starting the services
                  52.3 s            credentials shown
                """)
    }

    @Test(arguments: ["", "ssh: ", "[   69.618528] cloud-init[438]: "]) func readsPrepare(_ prefix: String) {
        var timeline = Timeline(of: Self.app)
        let begin = timeline
        for other in ["\(Step.stack.title)…", "  installing ufw…", "Starting a.service - B…service…x"] {
            timeline.hear(prefix + other, at: .seconds(1))
        }
        #expect(timeline == begin)
        timeline.hear(prefix + "Setting the firewall…", at: .seconds(2))
        #expect(timeline["prepare: Setting the firewall"] == 2)
    }

    /// A step is also read where cloud-init repeats what a script of its own printed.
    @Test(arguments: Step.allCases) func readsEachStep(_ step: Step) {
        var timeline = Timeline(of: Self.app)
        timeline.hear("[   12.3] cloud-init[400]: " + step.announcement(of: Self.app), at: .seconds(12))
        #expect(timeline["echora: \(step.title)"] == 12)
    }
}

@Suite struct BaseDiskTests {
    @Test func whatIsNoDiskIsRefused() async throws {
        let work = try Scratch("test")
        defer { work.remove() }
        for (name, bytes) in [("empty.qcow2", []), ("half.qcow2", Array("QFI\u{fb}".utf8))] {
            try Files(.system).write(work[name], bytes, mode: 0o600)
            let failure = await #expect(throws: BaseDisk.Unfit.self) { try await BaseDisk.file(work[name]) }
            #expect(failure?.description.contains(work[name]) == true)
            #expect(failure?.description.contains("help: ") == true)
        }
        await #expect(throws: BaseDisk.Unfit.self) { try await BaseDisk.file(work["missing"]) }
    }

    @Test func diskIsReadAsWhatItIs() async throws {
        let work = try Scratch("test")
        defer { work.remove() }
        try await BaseDisk.required(Command("qemu-img", ["create", "-q", "-f", "qcow2", work["a.img"], "64M"]))
        try Files(.system).write(work["b.img"], [UInt8](repeating: 0, count: 510) + [0x55, 0xaa], mode: 0o600)
        #expect(try await BaseDisk.file(work["a.img"]).format == "qcow2")
        #expect(try await BaseDisk.file(work["b.img"]).format == "raw")
    }

    /// A disk that was made is there for the next run; one that was not leaves nothing.
    @Test func madeDiskIsKept() async throws {
        let work = try Scratch("test")
        defer { work.remove() }
        try await BaseDisk.required(Command("qemu-img", ["create", "-q", "-f", "qcow2", work["a.img"], "64M"]))
        let base = BaseDisk(path: work["a.img"], format: "qcow2", kernel: nil, shelf: work["shelf"])
        try Files(.system).createFolder(base.shelf)
        await #expect(throws: BaseDisk.Unfit.self) {
            _ = try await base.derived(["1"]) { _ in throw BaseDisk.Unfit(description: "as ordered") }
        }
        #expect(Files(.system).names(in: base.shelf).allSatisfy { $0.hasSuffix(".lock") })
        for number in 1...12 {
            let (disk, wasKept) = try await base.derived(["\(number)"]) { #expect($0.format == "qcow2") }
            #expect(!wasKept && Files(.system).exists(disk.path))
        }
        #expect(Files(.system).names(in: base.shelf).filter { $0.hasSuffix(".qcow2") }.count == 8)
        #expect(try await base.derived(["12"]) { _ in Issue.record("it is made again") }.wasKept)
    }
}

@Suite struct ScreenTests {
    /// The kernel lets the screen begin anywhere in its memory, and wraps it at the end.
    @Test(arguments: [0, 160, 16_000]) func isReadFromWhereItBegins(_ first: Int) {
        var memory = [UInt8](repeating: 7, count: 0x8000)
        for (index, character) in "Key: abc".utf8.enumerated() {
            memory[(first + 80 * 24 + index) % 0x4000 * 2] = character
        }
        // Long since scrolled off.
        memory[(first + 0x4000 - 1) % 0x4000 * 2] = UInt8(ascii: "Z")
        let text = Control.text(in: memory, from: first)
        #expect(text.count == 80 * 25)
        #expect(text.trimmingPrefix { $0 == " " }.hasPrefix("Key: abc"))
        #expect(!text.contains("Z"))
        #expect(Control.text(in: [], from: 0) == "")
    }
}

@Suite struct ConsoleTests {
    @Test func lineIsReadWithoutItsPaint() {
        #expect(VirtualMachine.plain("\u{1B}[K[\u{1B}[0;32m  OK  \u{1B}[0m] Reached\r") == "[  OK  ] Reached")
    }
}

@Suite struct TreeScriptTests {
    @Test(.enabled(if: Tool.isInstalled("shellcheck")), arguments: [DebianTree.settling, InitialFiles.script])
    func shellcheckFindsNothing(script: String) throws {
        let folder = TemporaryFolder()
        try folder.write("script.sh", script)
        let result = try #require(Tool("shellcheck")).run(["-s", "sh", folder.file("script.sh")])
        #expect(result.status == 0, "\(result.output)")
    }
}

@Suite struct MachineTests {
    /// A machine whose disk is one boot sector that writes a line to the serial port, then stops.
    private func machine(
        _ work: Scratch, deadline: Duration, stay: Duration = .zero
    ) throws -> VirtualMachine {
        // mov dx, 0x3f8; mov si, text; cld; next: lodsb; test al, al; jz end; out dx, al; jmp next; end: hlt; jmp end
        let text = Array("landfall was here\n\0".utf8)
        let code: [UInt8] = [
            0xba, 0xf8, 0x03, 0xbe, 0x13, 0x7c, 0xfc, 0xac, 0x84, 0xc0, 0x74, 0x03, 0xee, 0xeb, 0xf8, 0xf4, 0xeb, 0xfd,
            0x90,
        ]
        let sector = code + text + [UInt8](repeating: 0, count: 510 - code.count - text.count) + [0x55, 0xaa]
        // The firmware ignores a disk with only one sector.
        let disk = sector + [UInt8](repeating: 0, count: 1 << 20)
        try Files(.system).write(work["sector"], disk, mode: 0o600)
        let qemu = Qemu(
            processor: .amd64, acceleration: .emulation, memory: 64, processors: 1,
            disks: [.init(work["sector"], format: "raw", serial: "root")], kernel: nil, control: work["control"])
        return VirtualMachine(qemu, deadline: deadline, stay: stay) { _, _ in }
    }

    private static let hasQEMU = Files(.system).exists("/usr/bin/" + Architecture.amd64.emulator)

    @Test(.enabled(if: hasQEMU)) func runsUntilItsLineAndLeavesAPicture() async throws {
        let work = try Scratch("test")
        defer { work.remove() }
        let machine = try machine(work, deadline: .seconds(60))
        try await machine.run(until: .line { $0 == "landfall was here" }) {
            #expect(machine.isRunning)
            #expect(machine.screenshot(to: work["screen.png"]))
            let screen = try #require(machine.screen)
            #expect(screen.contains("SeaBIOS"), "\(screen)")
            return .powerCut
        }
        #expect(!machine.isRunning)
        let picture = try #require(try Files(.system).read(work["screen.png"]))
        #expect(Array(picture.prefix(4)) == [0x89, 0x50, 0x4e, 0x47])
    }

    @Test(.enabled(if: hasQEMU)) func runsBeyondTheDeadlineForWhoeverWorksOnIt() async throws {
        let work = try Scratch("test")
        defer { work.remove() }
        let deadline = Duration.seconds(10)
        let machine = try machine(work, deadline: deadline, stay: .seconds(60))
        let start = ContinuousClock.now
        try await machine.run(until: .line { $0 == "landfall was here" }) {
            try await Task.sleep(until: start + deadline + .seconds(1))
            #expect(machine.isRunning)
            return .powerCut
        }
        #expect(!machine.isRunning)
    }

    @Test(.enabled(if: hasQEMU)) func showsTheConsoleOfOneThatDiedWhileItWasWaitedFor() async throws {
        let work = try Scratch("test")
        defer { work.remove() }
        let machine = try machine(work, deadline: .seconds(60))
        let error = await #expect(throws: VirtualMachine.Failed.self) {
            try await machine.run(until: .line { $0 == "landfall was here" }) {
                machine.cut()
                try await Task.sleep(for: .seconds(60))
                return .powerCut
            }
        }
        #expect(error?.description.contains("ended too early") == true)
        #expect(error?.description.contains("landfall was here") == true)
    }

    @Test(.enabled(if: hasQEMU)) func showsTheConsoleOfOneThatNeverGetsThere() async throws {
        let work = try Scratch("test")
        defer { work.remove() }
        let machine = try machine(work, deadline: .seconds(15))
        let error = await #expect(throws: VirtualMachine.Failed.self) {
            try await machine.run(until: .line { $0 == "never" })
        }
        #expect(!machine.isRunning)
        #expect(error?.description.contains("did not get that far in 15 s") == true)
        #expect(error?.description.contains("landfall was here") == true)
    }

    @Test(.enabled(if: hasQEMU)) func powerGoesAtItsTime() async throws {
        let work = try Scratch("test")
        defer { work.remove() }
        let machine = try machine(work, deadline: .seconds(60))
        #expect(try await machine.run(until: .time(.seconds(1))) { .powerCut } == .seconds(1))
        #expect(!machine.isRunning)
    }

    @Test(.enabled(if: hasQEMU)) func failureAtTheMarkEndsIt() async throws {
        let work = try Scratch("test")
        defer { work.remove() }
        let machine = try machine(work, deadline: .seconds(60))
        await #expect(throws: BaseDisk.Unfit.self) {
            try await machine.run(until: .line { $0 == "landfall was here" }) {
                throw BaseDisk.Unfit(description: "as ordered")
            }
        }
        #expect(!machine.isRunning)
    }

    /// Somebody pulls the plug while the mark's work waits for the machine.
    @Test(.enabled(if: hasQEMU)) func workForAMachineThatIsGoneEnds() async throws {
        let work = try Scratch("test")
        defer { work.remove() }
        let machine = try machine(work, deadline: .seconds(100))
        await #expect(throws: (any Error).self) {
            try await machine.run(until: .line { $0 == "landfall was here" }) {
                machine.cut()
                try await Task.sleep(for: .seconds(90))
                return .itself
            }
        }
        #expect(!machine.isRunning)
    }
}
