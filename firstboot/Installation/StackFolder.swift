import Host
import Text

/// Where the app's folder really is. With `install --dir`, /opt/NAME is a link to the owner's own folder.
extension Machine {
    /// The folder that /opt/NAME leads to, as a path of the machine; nil where it is no link.
    package var linkedFolder: String? {
        guard let target = files.target(of: paths.stack) else { return nil }
        let path = files.resolved(paths.stack) ?? target
        if !path.hasPrefix("/") { return NormalPath.of("\(paths.stack)/../\(path)") }
        let prefix = files.root.prefix
        return !prefix.isEmpty && path.hasPrefix(prefix + "/") ? String(path.dropFirst(prefix.utf8.count)) : path
    }

    /// Stops where the owner's own folder is not there, as before its disk is mounted. Anything that went on would take
    /// the app for one without data.
    ///
    /// - Throws: ``Failure``, after which another try may help.
    package func requireStackFolder() throws {
        guard let folder = linkedFolder else { return }
        let isThere = files.resolved(paths.stack).map(Files(.system).isFolder) ?? false
        // A disk that is not mounted leaves an empty folder.
        let isEmptied = files.exists(paths.stateFile) && files.names(in: paths.stack).isEmpty
        guard !isThere || isEmptied else { return }
        throw Failure(
            .unavailable,
            "\(plan.app.title) is in \(folder) (\(paths.stack) leads there), and \(isThere ? "that is empty" : "nothing is there")",
            help: "mount the disk that has it, then run this again; if it was moved, `ln -sfn NEW \(paths.stack)` says "
                + "where it is now")
    }
}
