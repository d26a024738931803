import Host
import Signals
import VirtualMachine

/// What all machines of a run share.
struct Workspace: Sendable {
    let simulation: VirtualSimulation
    let acceleration: Acceleration
    let work: Scratch
    let interruption: Interruption
    let serial: MachineConsole
    let times: UsualTimes

    init(
        _ simulation: VirtualSimulation, _ acceleration: Acceleration, _ work: Scratch, _ interruption: Interruption
    ) {
        self.simulation = simulation
        let processor = simulation.hardware.processor
        let kind = simulation.delivery.rawValue + (processor == .here ? "" : "-\(processor.rawValue)")
        let name = "console-\(simulation.plan.app.name)-\(simulation.provider.id)-\(kind).log"
        serial = MachineConsole(
            simulation.plan, file: simulation.consoleFile ?? "\(BaseDisk.cacheFolder)/\(name)",
            console: simulation.console, isShown: simulation.showsConsole)
        times = UsualTimes(app: simulation.plan.app.name, simulation.delivery, acceleration, processor)
        self.acceleration = acceleration
        self.work = work
        self.interruption = interruption
    }

    /// A machine without disks.
    func qemu(_ kernel: Qemu.Kernel?) -> Qemu {
        let hardware = simulation.hardware
        let required = Int(simulation.plan.requires.memory >> 20)
        return Qemu(
            processor: hardware.processor, acceleration: acceleration, memory: hardware.memory ?? max(1024, required),
            processors: hardware.processors, disks: [], kernel: kernel, control: work["control"])
    }

    /// A machine whose console is kept, and which Ctrl-C cuts off.
    ///
    /// - Throws: CancellationError where Ctrl-C came before it.
    func machine(
        _ qemu: Qemu, _ hear: @escaping @Sendable (String, Duration) -> Void = { _, _ in }
    ) throws -> VirtualMachine {
        if interruption.signal != nil { throw CancellationError() }
        let serial = serial
        // Whoever works on it needs more time than a boot; a landfall that was killed does not leave it for ever.
        let stay: Duration = simulation.followUp == .powerOff ? simulation.deadline : .seconds(86400)
        let machine = VirtualMachine(qemu, deadline: simulation.deadline, stay: stay) { line, time in
            serial.hear(line, at: time)
            hear(line, time)
        }
        interruption.handle { machine.cut() }
        return machine
    }
}
