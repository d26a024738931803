import Host
import Installation
import JSON
import Plan
import Release
import Stamp

/// The release to update to, and its program for this machine.
struct FoundRelease {
    /// The program with its plan, for this machine's provider and processor.
    let bytes: [UInt8]
    let plan: Plan
    let release: ReleaseID
    /// What has changed since the installed release, newest first.
    let changes: [ReleaseList.Change]
    /// A folder of this machine that it came from, which may have archives of images too.
    let archives: String?

    /// Finds it, verifies it by the keys of the installed plan, and checks that this machine may be updated to it.
    ///
    /// - Parameters:
    ///   - source: A folder of this machine or a URL; nil for where the installed plan says.
    ///   - version: nil for the newest.
    ///   - installed: The version that is in use.
    ///   - downgrade: Whether an older one is wanted.
    init(
        for machine: Machine, from source: String?, version: String?, installed: String, downgrade: Bool
    ) throws {
        let folder = try Self.folder(machine, source, version)
        archives = folder.isRemote ? nil : folder.place
        let program = ReleaseProgram(machine.plan, in: folder)
        if machine.plan.release?.keys.isEmpty ?? true, !folder.isRemote {
            // Root has named a folder of its own, and there is no key to verify it by.
            machine.console.line("This app's releases are not signed: nothing shows who made this one.")
            (bytes, plan) = try program.unsigned()
            changes = []
        } else {
            do {
                let trust = try Trust(machine.plan)
                let list = try Self.list(of: folder, by: trust)
                if let version, ReleaseVersion(version) != ReleaseVersion(list.version) {
                    throw Failure(.usage, "the release in \(folder.place) is \(list.version), not \(version)")
                }
                try list.requireFit(installed: installed, downgrade: downgrade)
                if let stop = list.stop(from: installed) {
                    throw Failure(
                        .invalidInput, "an update from \(installed) to \(list.version) has to stop at \(stop)",
                        help: "run `sudo \(machine.command) update \(stop)` first, then this again")
                }
                (bytes, plan) = try program.signed(list, trust)
                changes = list.changes(since: installed)
            } catch let refusal as ReleaseRefusal {
                throw Failure(.invalidInput, refusal.description, help: "nothing was changed; \(refusal.help)")
            }
        }
        release = ReleaseID(version: plan.app.version, plan: try Stamp.digest(bytes))
        let own = machine.plan
        guard plan.app.name == own.app.name, plan.provider == own.provider else {
            throw Failure(
                .invalidInput,
                "that is a program of \(plan.app.name) for \(plan.provider), and this machine runs \(own.app.name) for "
                    + "\(own.provider)")
        }
        guard !downgrade, ReleaseVersion(plan.app.version) < ReleaseVersion(installed) else { return }
        let refusal = ReleaseRefusal.olderVersion(plan.app.version, installed: installed)
        throw Failure(
            .invalidInput, refusal.description,
            help: "`\(machine.command) rollback` goes back to a release that was in use before, with its data; "
                + "--allow-downgrade lets the older release have today's data")
    }

    private static func folder(_ machine: Machine, _ source: String?, _ version: String?) throws -> ReleaseFolder {
        if let source { return ReleaseFolder(source) }
        guard let release = machine.plan.release else {
            throw Failure(
                .usage, "\(machine.plan.app.title) does not say where its releases are",
                help: "add --from DIR, the folder of one, or --from URL")
        }
        if let version { return ReleaseFolder(release.folder(of: version)) }
        guard let newest = release.newest else {
            throw Failure(
                .usage, "the releases of \(machine.plan.app.title) are only found by their versions",
                help: "run `sudo \(machine.command) update VERSION`")
        }
        return ReleaseFolder(newest)
    }

    private static func list(of folder: ReleaseFolder, by trust: Trust) throws -> ReleaseList {
        guard let bytes = try folder.read(ReleaseList.name, limit: ReleaseList.limit),
            let signature = try folder.read(ReleaseList.signatureName, limit: Minisign.Signature.limit)
        else {
            throw Failure(
                .unavailable, "there is no signed release in \(folder.place)",
                help: "it would have \(ReleaseList.name) and \(ReleaseList.signatureName)")
        }
        return try trust.list(bytes, signature: signature)
    }
}
