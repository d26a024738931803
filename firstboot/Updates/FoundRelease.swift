import Host
import Installation
import JSON
import Plan
import Release
import Source
import Stamp

/// The release to update to, and its program for this machine.
struct FoundRelease {
    /// The program with its plan, for this machine's provider and processor.
    let bytes: [UInt8]
    let plan: Plan
    let release: ReleaseID
    /// What has changed since the installed release, newest first; with required stops, up to the last step.
    let changes: [ReleaseList.Change]
    /// The versions on the way to the wanted one, as far as they are known: this release's first, the wanted one last.
    let steps: [String]
    /// As the signed list has them.
    let images: [ReleaseList.Image]
    /// A folder of this machine that it came from, which may have archives of images too.
    let archives: String?

    /// Where it came from: a folder of this machine or a URL.
    let place: String

    /// For the parts of the update that its own program does. One without `source` knows folders alone.
    var source: [String] {
        (archives ?? (plan.source == nil ? nil : place)).map { ["--from", $0] } ?? []
    }

    /// Finds it, verifies it by the keys of the installed plan, and checks that this machine may be updated to it.
    ///
    /// A list that has expired or is of another channel says nothing about what the newest release is, and is refused as
    /// such. A version that the owner names and a required stop are wanted themselves, however old their lists are.
    ///
    /// - Parameters:
    ///   - source: A folder of this machine or a URL; nil for where the installed plan says.
    ///   - version: nil for the newest.
    ///   - installed: The version that is in use.
    ///   - downgrade: Whether an older one is wanted.
    ///   - isUnattended: Whether no owner has named the version: then it is taken only as the newest one.
    init(
        for machine: Machine, from source: String?, version: String?, installed: String, downgrade: Bool,
        isUnattended: Bool = false
    ) throws {
        let folder = try Self.folder(machine, source, isUnattended ? nil : version)
        archives = folder.isRemote ? nil : folder.place
        var found = folder.place
        let program = ReleaseProgram(machine.plan, in: folder)
        if machine.plan.release?.keys.isEmpty ?? true, !folder.isRemote {
            // Root has named a folder of its own, and there is no key to verify it by.
            machine.console.line("This app's releases are not signed: nothing shows who made this one.")
            (bytes, plan) = try program.unsigned()
            (changes, steps, images) = ([], [plan.app.version], [])
        } else {
            do {
                let trust = try Trust(machine.plan)
                let wanted = try Self.list(of: folder, by: trust)
                if let version, ReleaseVersion(version) != ReleaseVersion(wanted.version) {
                    throw Failure(.usage, "the release in \(folder.place) is \(wanted.version), not \(version)")
                }
                var mayBeExpired = version != nil && !isUnattended
                if mayBeExpired {
                    Self.warn(machine, of: wanted, "that version was named")
                } else if source == nil, let own = machine.plan.release {
                    try wanted.requireChannel(own.channel)
                }
                var (list, folder) = (wanted, folder)
                while let stop = try list.requiredStop(
                    from: installed, downgrade: downgrade, evenIfExpired: mayBeExpired)
                {
                    // A named folder has one release.
                    guard source == nil, let release = machine.plan.release, release.pattern != nil else {
                        throw Failure(
                            .invalidInput, "an update from \(installed) to \(list.version) has to stop at \(stop)",
                            help: "run `sudo \(machine.command) update \(stop)` first, then this again")
                    }
                    folder = ReleaseFolder(release.folder(of: stop))
                    list = try Self.list(of: folder, by: trust)
                    guard ReleaseVersion(list.version) == ReleaseVersion(stop) else {
                        throw Failure(.invalidInput, "the release in \(folder.place) is \(list.version), not \(stop)")
                    }
                    mayBeExpired = true
                    Self.warn(machine, of: list, "it is a step on the way to \(wanted.version)")
                }
                steps = wanted.steps(from: installed, by: list.version)
                images = list.images
                found = folder.place
                (bytes, plan) = try ReleaseProgram(machine.plan, in: folder).signed(list, trust)
                changes = wanted.changes(since: installed)
            } catch let refusal as ReleaseRefusal {
                throw Failure(.invalidInput, refusal.description, help: "nothing was changed; \(refusal.help)")
            }
        }
        place = found
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

    /// - Parameter reason: Why an expired list is taken.
    private static func warn(_ machine: Machine, of list: ReleaseList, _ reason: String) {
        guard list.isExpired() else { return }
        let refusal = ReleaseRefusal.expired(list.version, on: list.expires)
        machine.console.line("Warning: \(refusal). It is taken, since \(reason).")
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
