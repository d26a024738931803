import Host
import Installation
import Plan
import Stamp

/// A release in a folder of this machine, as `landfall generate` makes it.
struct LocalRelease {
    private let machine: Machine
    private let folder: String

    init(_ machine: Machine, in folder: String) {
        self.machine = machine
        self.folder = Root(folder).prefix
    }

    struct Program {
        var bytes: [UInt8]
        var plan: Plan
        var release: ReleaseID
    }

    /// The program for this machine's provider and processor.
    func program() throws -> Program {
        let name = "\(machine.plan.app.name)-\(machine.plan.provider)-\(ThisProcess.architecture)"
        let paths = [name, "firstboot/\(name)"].map { "\(folder)/\($0)" }
        guard let path = paths.first(where: Files(.system).exists),
            let bytes = try Files(.system).read(path, limit: 1 << 30)
        else { throw Failure(.usage, "\(folder) has no \(name)", help: "give the folder that has it: --from DIR") }
        guard let plan = try Stamp.read(bytes) else { throw Failure(.invalidInput, "\(path): \(Stamp.absence)") }
        let digest = try Stamp.digest(file: path)
        return Program(bytes: bytes, plan: plan, release: ReleaseID(version: plan.app.version, plan: digest))
    }
}
