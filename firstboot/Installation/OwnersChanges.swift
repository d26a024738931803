import Host
import Stamp

/// Protects files of the stack that the owner has changed: none is overwritten without a copy.
package struct OwnersChanges {
    private let machine: Machine
    private let state: State

    /// - Parameter state: Says what this program has written; nil if it has written nothing yet.
    package init(_ machine: Machine, _ state: State?) {
        self.machine = machine
        self.state = state ?? State()
    }

    /// The writes that are needed. A file that the owner has changed stays until the release or a value changes its
    /// content. Then the owner's version is kept under another name.
    package func respecting(_ writes: [Files.Write]) throws -> [Files.Write] {
        try writes.filter { write in
            guard let found = try machine.laidDown(write.path) else { return true }
            if found == write.bytes {
                return machine.files.status(write.path)?.mode != write.mode
                    || !machine.files.belongs(write.path, to: write.owner)
            }
            let digest = SHA256.hex(found)
            if state.hasWritten(digest, to: write.path) { return true }
            if state.files[write.path] == SHA256.hex(write.bytes) { return false }
            try keep(found, digest, of: write.path)
            return true
        }
    }

    /// The name comes from the content, so that the same content is not kept twice.
    private func keep(_ bytes: [UInt8], _ digest: String, of path: String) throws {
        let copy = "\(path).kept-\(digest.prefix(8))"
        // It may hold secrets.
        if try machine.laidDown(copy) != bytes { try machine.layDown([Files.Write(copy, bytes, mode: 0o600)]) }
        let (old, new) = (machine.files.root.path(path), machine.files.root.path(copy))
        for console in [machine.console] + Consoles.devices(machine) {
            console.line("  \(old) was changed by hand: that version is kept as \(new), and the file is written again")
        }
    }
}
