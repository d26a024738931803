import Host
import Installation
import Plan

/// Copies of files that this run is about to write others in place of: each may be the only copy of a secret.
package struct ReplacedFiles {
    private let machine: Machine

    package init(_ machine: Machine) { self.machine = machine }

    /// Copies what was in the app's folder before Landfall, and the credentials of then.
    func keepStack() throws {
        let stack = machine.paths.stack
        try keep("\(stack)/.env")
        for file in machine.plan.stack.files {
            if case .verbatim(let bytes) = file.content, try machine.files.read("\(stack)/\(file.path)") == bytes {
                continue
            }
            try keep("\(stack)/\(file.path)")
        }
        try keep(machine.paths.credentials)
    }

    /// Copies one file durably, readable by root alone; nothing there is no failure. Done again it makes no second copy.
    package func keep(_ path: String) throws {
        let files = machine.files
        guard let bytes = try files.read(path) else { return }
        try files.createFolderIfMissing(machine.paths.state, mode: 0o700)
        try files.createFolder(machine.paths.replaced, mode: 0o700)
        let name = path.split(separator: "/").joined(separator: "-")
        for number in 1... {
            let copy = "\(machine.paths.replaced)/\(name)" + (number == 1 ? "" : ".\(number)")
            let old = try files.read(copy)
            if old == bytes { return }
            guard old == nil else { continue }
            try files.write(copy, bytes, mode: 0o600)
            return
        }
    }

    /// What the report says of them; nil where there are none.
    package var notice: String? {
        let names = machine.files.names(in: machine.paths.replaced)
        if names.isEmpty { return nil }
        return "Copies of what was here before are in \(machine.files.root.path(machine.paths.replaced)): "
            + names.joined(separator: ", ")
    }
}
