import Host
import Installation
import Plan

/// Lays down the stack's files that are the same on every machine. A rollout adds the others.
struct LayDownStack: ImageStep {
    let machine: Machine
    let title = "Laying down the stack's files"

    init(_ machine: Machine) { self.machine = machine }

    func run() async throws {
        let writes = machine.plan.stack.files.compactMap { file -> Files.Write? in
            guard case .verbatim(let bytes) = file.content else { return nil }
            return Files.Write("\(machine.paths.stack)/\(file.path)", bytes, mode: file.mode, owner: file.owner?.ids)
        }
        try OwnershipCheck(machine).requireFolders(of: writes.map(\.path))
        try machine.files.createFolder(machine.paths.stack)
        let state = try StateStore(machine).load().state
        try machine.layDown(try OwnersChanges(machine, state).respecting(writes))
        for write in writes { machine.note(write.path) }
    }
}
