import Host
import Plan

extension Machine {
    /// Makes the declared folders and writes files in /opt/NAME. A folder with an owner is one that a container writes
    /// to, so nothing in it is trusted to be what root put there.
    package func layDown(_ writes: [Files.Write]) throws(FileFailure) {
        let folders = plan.stack.folders.map {
            Files.Folder("\(paths.stack)/\($0.path)", mode: $0.mode, owner: $0.owner?.ids)
        }
        try files.make(folders, beneath: paths.stack)
        try files.write(writes, shared: folders.map(\.path), beneath: paths.stack)
    }
}

extension FileOwner {
    package var ids: Files.Owner { Files.Owner(user: user, group: group) }
}
