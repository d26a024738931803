import Host
import Installation
import Plan

/// Installs this executable under the name that the units and the owner use.
struct InstallBinary: ImageStep {
    let machine: Machine
    let title = "Installing this command"

    /// In bytes: several times the size of an executable with all its debugging symbols.
    private static let limit = 1 << 30

    init(_ machine: Machine) { self.machine = machine }

    func run() async throws {
        let path = machine.paths.binary
        let here = "/proc/self/exe"
        if try ThisProcess.executable() == machine.files.root.path(path) {
            return machine.note("\(path) is this very program")
        }
        guard let bytes = try Files(.system).read(here, limit: Self.limit) else { return }
        try machine.files.createFolderIfMissing(Paths.binaries)
        try machine.files.write(path, bytes, mode: 0o755)
        machine.note(path)
    }
}
