/// The output of a machine that will be removed. Its advice would be about a folder that no longer exists.
struct TrialOutput {
    private let folder: String
    private let command: String

    init(of machine: SimulatedMachine) {
        folder = machine.folder
        command = "\(machine.plan.app.name)ctl "
    }

    /// Whether the line helps only somebody who has the machine: its paths, its commands, how to continue.
    func hides(_ line: String) -> Bool {
        line.contains(folder) || line.contains(command) || line.hasPrefix("help: ")
    }
}
