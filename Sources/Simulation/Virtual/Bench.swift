import Host
import Signals
import VirtualMachine

/// What all machines of a run share.
struct Bench: Sendable {
    let simulation: VirtualSimulation
    let acceleration: Acceleration
    let work: Scratch
    let interruption: Interruption

    init(_ simulation: VirtualSimulation, _ acceleration: Acceleration, _ work: Scratch, _ interruption: Interruption) {
        self.simulation = simulation
        self.acceleration = acceleration
        self.work = work
        self.interruption = interruption
    }

    /// A machine without disks.
    func qemu(_ kernel: Qemu.Kernel?) -> Qemu {
        let hardware = simulation.hardware
        let required = Int(simulation.plan.requires.memory >> 20)
        return Qemu(
            acceleration: acceleration, memory: hardware.memory ?? max(1024, required),
            processors: hardware.processors, disks: [], kernel: kernel, control: work["control"])
    }

    /// A machine whose console is shown, and which Ctrl-C cuts off.
    func machine(_ qemu: Qemu, _ hear: @escaping @Sendable (String, Duration) -> Void = { _, _ in }) -> VirtualMachine {
        let console = simulation.console
        let machine = VirtualMachine(qemu, deadline: simulation.deadline) { line, time in
            console.line(line)
            hear(line, time)
        }
        interruption.handle { machine.cut() }
        return machine
    }
}
