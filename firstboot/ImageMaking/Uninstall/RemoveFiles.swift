import Docker
import Host
import ImageCheck
import Installation
import Plan

/// Removes the app's own files. Without its data, what the services keep in the stack's folder stays, and the secrets and
/// parameters that open it.
struct RemoveFiles: ImageStep {
    let machine: Machine
    private let withData: Bool
    let title = "Removing the app's files"

    init(_ machine: Machine, withData: Bool) {
        self.machine = machine
        self.withData = withData
    }

    func run() async throws {
        let paths = machine.paths
        let single = [
            paths.hook, paths.message, paths.loginPromptLink, paths.loginPrompt, paths.progress, paths.kernelConsole,
            paths.credentials, paths.images, paths.nextBinary, paths.registries,
        ]
        try machine.files.removeTree(paths.dockerConfig)
        try machine.files.removeTree(paths.registriesTrial)
        try machine.files.removeTree(paths.deploy)
        for path in single where machine.files.exists(path) || machine.files.isLink(path) {
            try machine.files.remove(path)
            machine.note(path)
        }
        if withData { try removeAll() } else { try removeLaidDown() }
        try machine.removeStackFolderIfEmpty()
    }

    private func removeAll() throws {
        let paths = machine.paths
        // Of a link, what it leads to is emptied; what is left of it goes with the link.
        if let folder = machine.linkedFolder {
            try machine.files.empty(folder)
            machine.note(folder)
        }
        let trees = (machine.files.isLink(paths.stack) ? [] : [paths.stack]) + [paths.state, paths.parameters]
        for tree in trees where machine.files.exists(tree) {
            try machine.files.removeTree(tree)
            machine.note(tree)
        }
        machine.files.removeFolderIfEmpty(
            String(paths.parameters[..<(paths.parameters.lastIndex(of: "/") ?? paths.parameters.startIndex)]))
    }

    /// The folders of the stack that are empty then go too, the others have somebody's files.
    private func removeLaidDown() throws {
        let stack = machine.paths.stack
        var folders: Set<String> = []
        for path in machine.plan.stack.files.map(\.path) + [".env"] {
            let whole = "\(stack)/\(path)"
            if machine.files.exists(whole) { try machine.files.remove(whole) }
            var parts = path.split(separator: "/").dropLast()
            while !parts.isEmpty {
                folders.insert("\(stack)/" + parts.joined(separator: "/"))
                parts = parts.dropLast()
            }
        }
        for folder in folders.sorted(by: { $0.utf8.count > $1.utf8.count }) {
            machine.files.removeFolderIfEmpty(folder)
        }
        machine.note("\(stack), but for the data in it")
    }
}
