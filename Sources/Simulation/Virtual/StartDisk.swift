import Host
import Plan
import Stamp
import Synchronization
import VirtualMachine

extension VirtualSimulation {
    /// The base disk of the provider's machine, kept for the next run.
    ///
    /// - Returns: How many seconds it took to make; nil if it already existed.
    func startDisk(_ workspace: Workspace) async throws -> (disk: BaseDisk, preparation: Double?) {
        // Report quickly what is missing, before the minutes that a disk takes.
        let archives =
            if let images { images } else {
                try await ImageArchives.fromEngine(
                    plan, for: hardware.processor, in: BaseDisk.cacheFolder, console)
            }
        let base = try await baseDisk()
        let goal: Preparation.Goal
        var inputs = ["6"] + (try ImageArchives.inputs(archives))
        if delivery == .image {
            let binary = try Stamp.stamp(executable.bytes, with: plan)
            goal = .image(command: Paths.command(of: plan.app.name), binary: binary)
            inputs += ["image", SHA256.hex(binary)]
        } else {
            goal = .stock
            inputs.append("stock")
        }
        let seconds = Mutex<Double?>(nil)
        let (disk, wasKept) = try await base.derived(inputs, onLine: console.line) { layer in
            let preparation = Preparation(goal, images: archives, on: hardware.processor)
            let time = try await prepare(layer, preparation, base, workspace)
            seconds.withLock { $0 = time }
        }
        if wasKept { console.line("Using the disk that an earlier run made from the same inputs.") }
        return (disk, seconds.withLock { $0 })
    }

    private func baseDisk() async throws -> BaseDisk {
        switch base {
        case .file(let path): return try await BaseDisk.file(path)
        case .debian(let release):
            let console = console
            return try await BaseDisk.debian(release, for: hardware.processor) { console.line($0) }
        }
    }

    private func prepare(
        _ layer: Qemu.Disk, _ preparation: Preparation, _ base: BaseDisk, _ workspace: Workspace
    ) async throws -> Double {
        console.line(
            preparation.goal == .stock
                ? "Making the provider's disk: a Docker Engine with the stack's images, on a machine outside any cloud"
                : "Making the image: prepare and seal, on a machine outside any cloud")
        let (seed, load) = try await preparation.load(in: workspace.work)
        var qemu = workspace.qemu(base.kernel)
        qemu.seed = seed
        qemu.disks = [layer, load]
        // A foreign disk gets missing packages from its own archives.
        qemu.isOnline = base.isForeign
        let signs = Mutex(Signs(processor: hardware.processor))
        let machine = try workspace.machine(qemu) { line, _ in
            signs.withLock { $0.hear(line) }
        }
        let guardian = Task {
            try await Task.sleep(for: Signs.patience)
            if signs.withLock({ !$0.hasKernel }) { machine.cut() }
        }
        defer { guardian.cancel() }
        let following = try workspace.serial.follow("making the disk", usually: workspace.times[.disk])
        defer { following.cancel() }
        let time: Duration
        do {
            time = try await machine.run(until: .line { Preparation.isEnd($0) })
        } catch let failure as VirtualMachine.Failed {
            throw VirtualMachine.Failed(description: "\(failure)" + signs.withLock(\.help))
        }
        if signs.withLock(\.hasFailed) {
            throw VirtualMachine.Failed(
                description: "the disk could not be made; the console is in \(workspace.serial.file)")
        }
        workspace.times.record(.disk, time)
        following.cancel()
        console.line("The disk is ready after \(time.components.seconds) s.")
        return time / .seconds(1)
    }
}

/// What the serial console shows about a disk.
struct Signs {
    /// After this time without a kernel message, there is none.
    static let patience = Duration.seconds(120)
    private let processor: Architecture
    private(set) var hasKernel = false
    private(set) var hasCloudInit = false
    /// Whether the work on it failed.
    private(set) var hasFailed = false

    init(processor: Architecture = .here) { self.processor = processor }

    mutating func hear(_ line: String) {
        hasKernel = hasKernel || line.contains("Linux version ") || line.contains("systemd[1]:")
        hasFailed = hasFailed || Preparation.isFailure(line)
        hasCloudInit = hasCloudInit || line.contains("Cloud-init v.")
    }

    /// A line that says what the disk lacks.
    var help: String {
        if !hasKernel {
            return "\nhelp: no Linux kernel came up on the serial console: give a disk of a Linux for "
                + "\(processor.rawValue) whose kernel has console=\(processor.serialConsole)"
        }
        return hasCloudInit ? "" : "\nhelp: the disk seems to have no cloud-init: give a cloud image, which has it"
    }
}
