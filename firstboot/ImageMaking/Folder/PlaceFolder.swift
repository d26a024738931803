import Host
import Installation
import Plan

/// Makes the owner's own folder, and /opt/NAME a link to it. What was missing is noted first, for `uninstall`.
struct PlaceFolder: ImageStep {
    let machine: Machine
    private let folder: OwnFolder
    let title = "Making the app's own folder"

    init(_ machine: Machine, _ folder: OwnFolder) {
        self.machine = machine
        self.folder = folder
    }

    func run() async throws {
        if let problem = await folder.problem() { throw problem.failure }
        guard !folder.isInPlace else { return machine.note(folder.path) }
        let stack = machine.paths.stack
        try MachineChanges.update(on: machine) { $0.noteMissing([folder.path], machine.files) }
        try machine.files.createFolder(folder.path)
        machine.files.removeFolderIfEmpty(stack)
        try machine.files.createFolderIfMissing(Paths.stacks)
        try machine.files.link(stack, to: machine.files.root.path(folder.path))
        machine.note("\(stack) leads to \(folder.path)")
    }
}

extension Machine {
    /// Removes /opt/NAME if nothing is in it: also the link, and the folder that it leads to where `prepare` made that.
    func removeStackFolderIfEmpty() throws {
        let stack = paths.stack
        guard let folder = linkedFolder else { return files.removeFolderIfEmpty(stack) }
        guard files.names(in: stack).isEmpty else { return }
        try files.remove(stack)
        // The folders above it go with the last app.
        if try MachineChanges.read(on: self).paths.contains(folder) { files.removeFolderIfEmpty(folder) }
    }
}
