import Host
import Installation
import Plan

/// Notes which of the shared places are not there yet, before anything is put there.
struct NoteMachine: ImageStep {
    let machine: Machine
    let title = "Noting what is here already"

    init(_ machine: Machine) { self.machine = machine }

    func run() async throws {
        let paths = machine.paths
        let packaging = try machine.packagingIfKnown()
        let shared = packaging.map { [EnableUpdates.configuration($0.manager).path] + $0.repository.paths } ?? []
        // What one app owns alone goes with it. Of its places only the folders count here.
        let owned = [
            paths.stack, paths.state, paths.parameters, paths.hook, paths.message, paths.loginPromptLink, paths.binary,
            paths.credentials, paths.progress,
        ]
        let wants = Units(machine.plan, paths).all.flatMap(\.wantedBy).map { "\($0).wants" }
        let folders =
            owned.map { String($0[..<($0.lastIndex(of: "/") ?? $0.startIndex)]) }
            + wants.map { "/etc/systemd/system/\($0)" }
        try MachineChanges.update(on: machine) { changes in
            if changes.apps.isEmpty { changes.noteMissing(shared + folders, machine.files) }
            changes.apps.insert(machine.plan.app.name)
        }
    }
}

extension DockerRepository {
    /// Of the files that add it.
    fileprivate var paths: [String] { [keyPath, listPath] }
}
