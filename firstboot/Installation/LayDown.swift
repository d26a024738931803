import Host
import Plan

extension Machine {
    /// Makes the declared folders and writes files in /opt/NAME. A container writes to a folder with an owner, so
    /// nothing in it is trusted.
    package func layDown(_ writes: [Files.Write]) throws(FileFailure) {
        let folders = plan.stack.folders.map {
            Files.Folder("\(paths.stack)/\($0.path)", mode: $0.mode, owner: $0.owner?.ids)
        }
        try files.make(folders, beneath: paths.stack)
        try files.write(writes, shared: folders.map(\.path), beneath: paths.stack)
    }

    /// The declared folder that contains a path of the machine; nil if there is none.
    package func declaredFolder(of path: String) -> String? {
        plan.stack.folders.map { "\(paths.stack)/\($0.path)" }.filter { path.hasPrefix($0 + "/") }
            .min { $0.utf8.count < $1.utf8.count }
    }

    /// What a path in /opt/NAME holds now. Links that a container has put into a declared folder are not followed.
    package func laidDown(_ path: String) throws(FileFailure) -> [UInt8]? {
        declaredFolder(of: path) == nil ? try files.read(path) : try files.read(path, beneath: paths.stack)
    }
}

extension FileOwner {
    package var ids: Files.Owner { Files.Owner(user: user, group: group) }
}
