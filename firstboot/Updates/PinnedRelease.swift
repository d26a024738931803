import Host
import Installation
import Plan
import Release

/// Sets a machine up with the release that its owner has named, from an installer of another one: this program verifies
/// that release's signature and lets its program take over.
package struct PinnedRelease {
    private let machine: Machine
    private let version: String

    package init(_ machine: Machine, version: String) {
        self.machine = machine
        self.version = version
    }

    /// Lets the program of that release do the verb in this process. It only returns if that is this program, and it is
    /// where it belongs.
    ///
    /// - Parameters:
    ///   - arguments: Of the verb, with its name.
    ///   - onlyLooks: Whether the machine's own program has to stay as it is.
    /// - Throws: ``Failure`` if the machine is set up with another release, or that release cannot be had. Nothing is
    ///   changed then.
    package func takeOver(_ arguments: [String], onlyLooks: Bool) throws {
        let own = try ThisProcess.executable()
        let isInPlace = own == Files(.system).resolved(machine.files.root.path(machine.paths.binary))
        let isThis = ReleaseVersion(version) == ReleaseVersion(machine.release.version)
        if isThis, onlyLooks || isInPlace { return }
        try refuseOther()
        let program = try isThis ? read(own) : find()
        let place = try place(beside: isInPlace ? nil : own, onlyLooks: onlyLooks)
        try Files(.system).write(place, program, mode: 0o755)
        throw ThisProcess.become([place] + arguments)
    }

    private func refuseOther() throws {
        if let recorded = try StateStore(machine).load().state?.latest {
            guard ReleaseVersion(recorded.release.version) == ReleaseVersion(version) else {
                throw Failure(
                    .usage, "\(machine.plan.app.title) \(recorded.release.version) is set up here",
                    help: "`sudo \(machine.command) update \(version)` puts another release in its place")
            }
        }
    }

    private func read(_ own: String) throws -> [UInt8] {
        guard let bytes = try Files(.system).read(own, limit: 1 << 28) else {
            throw Failure(.unavailable, "\(own) is gone", help: "start the installer again")
        }
        return bytes
    }

    private func find() throws -> [UInt8] {
        guard let release = machine.plan.release, !release.keys.isEmpty else {
            throw Failure(
                .usage, "the releases of \(machine.plan.app.title) are not signed, so no other one can be verified",
                help: "get the installer of \(version) itself")
        }
        machine.console.line("Getting \(machine.plan.app.title) \(version)…")
        // What it can be updated from does not matter: there is nothing to update.
        return try FoundRelease(for: machine, from: nil, version: version, installed: version, downgrade: true).bytes
    }

    /// Where the program goes, as a path of this computer.
    ///
    /// - Parameter own: This program, if it is in a folder of the installer's; nil if it is the machine's.
    private func place(beside own: String?, onlyLooks: Bool) throws -> String {
        guard onlyLooks else {
            let path = machine.files.root.path(machine.paths.binary)
            try Files(.system).createFolderIfMissing(String(path[..<(path.lastIndex(of: "/") ?? path.startIndex)]))
            return path
        }
        guard let own else {
            throw Failure(
                .usage, "`--dry-run` with another `--version` writes a program, which it may not do here",
                help: "run `sh install.sh --dry-run --version \(version)`, which has a folder for it")
        }
        return own + ".pinned"
    }
}
