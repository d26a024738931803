/// What a machine says of which nothing will be left: its advice would be about a folder that is removed.
struct TrialOutput {
    private let folder: String
    private let command: String

    init(of machine: SimulatedMachine) {
        folder = machine.folder
        command = "\(machine.plan.app.name)ctl "
    }

    /// Whether the line is of use only to who has the machine: its paths, its commands, how to carry on.
    func hides(_ line: String) -> Bool {
        line.contains(folder) || line.contains(command) || line.hasPrefix("help: ")
    }
}
