import Host
import Installation
import Plan
import Stamp
import Text

/// The installer of a release on a machine that another release has set up: only `update` puts a release in the place of
/// another one, with its checks, a backup and a way back.
package struct SetUpRelease {
    private let machine: Machine
    private let isUpgrade: Bool

    /// - Parameter isUpgrade: Whether the owner wants this release.
    package init(_ machine: Machine, isUpgrade: Bool) {
        self.machine = machine
        self.isUpgrade = isUpgrade
    }

    /// Lets the installed program do the update, in this process. It returns if no other release is set up, or if this
    /// program is the installed one.
    ///
    /// - Parameters:
    ///   - isAgreed: Whether nobody is to be asked.
    ///   - onlyLooks: Whether nothing may change.
    ///   - others: The other options that the owner has given. An update takes none of them.
    /// - Throws: ``Failure`` if the owner has not said that this release is wanted, or wants more than an update does.
    package func giveWay(isAgreed: Bool, onlyLooks: Bool, others: [String]) throws {
        let own = try ThisProcess.executable()
        let installed = machine.files.root.path(machine.paths.binary)
        guard Files(.system).exists(installed), own != Files(.system).resolved(installed),
            let release = try StateStore(machine).load().state?.recorded?.release, !isThis(release)
        else { return }
        guard isUpgrade else {
            throw Failure(
                .usage,
                "\(machine.plan.app.title) \(release.version) is set up here, and this is \(machine.release.version)",
                help: "`sh install.sh --upgrade` puts it in, with a backup and a way back; so does "
                    + "`sudo \(machine.command) update \(machine.release.version)`. Nothing was changed")
        }
        guard others.isEmpty else {
            throw Failure(
                .usage, "`--upgrade` cannot take \(others.map { "`\($0)`" }.joined(separator: ", "))",
                help: "leave it out; `sudo \(machine.command) configure` changes the app's values, and `sudo "
                    + "\(machine.command) update --from DIR` also loads image archives in that folder. Nothing was changed"
            )
        }
        let choices = (isAgreed ? ["--yes"] : []) + (onlyLooks ? ["--check"] : [])
        throw ThisProcess.become([installed, "update", "--from", try source(own)] + choices + machine.rootWords)
    }

    private func isThis(_ release: ReleaseID) -> Bool {
        release.version == machine.release.version && (release.plan ?? machine.release.plan) == machine.release.plan
    }

    /// Where the installed program finds this release: signed, or as this program alone.
    private func source(_ own: String) throws -> String {
        if let release = machine.plan.release, !release.keys.isEmpty {
            return release.folder(of: machine.release.version)
        }
        let folder = own + ".release"
        let name = ProgramFiles(app: machine.plan.app.name).stamped(machine.plan.provider, ThisProcess.architecture)
        guard let bytes = try Files(.system).read(own, limit: 1 << 28) else {
            throw Failure(.unavailable, "\(own) is gone", help: "start the installer again")
        }
        try Files(.system).createFolderIfMissing(folder)
        try Files(.system).write("\(folder)/\(name)", bytes, mode: 0o755)
        return folder
    }
}
