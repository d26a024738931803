import Host
import ImageCheck
import Installation

/// Refuses a machine whose Docker is a snap. Such a Docker starts, answers and has Compose, but sees no file in /opt.
struct RefuseSnapDocker: ImageStep {
    let machine: Machine
    let title = "Looking for Docker from snap"

    init(_ machine: Machine) { self.machine = machine }

    /// - Throws: ``Failure`` with the command that removes it.
    func run() async throws {
        guard let place = machine.snapDocker else { return }
        throw Failure(
            .invalidInput, "Docker is installed as a snap, which cannot see \(machine.paths.stack)",
            details: ["found: \(place)"], help: machine.snapDockerHelp)
    }
}

extension Machine {
    /// The path of Docker from snap on this machine; nil if there is none.
    package var snapDocker: String? { SnapDocker.place(in: ImageTree(files.root)) }

    package var snapDockerHelp: String {
        "save its containers' data, remove it with `snap remove --purge docker`, and run `\(plan.app.name)ctl "
            + "prepare`, which installs Docker's packages"
    }
}
