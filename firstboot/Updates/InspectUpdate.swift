import Backups
import Docker
import Glibc
import Host
import Installation
import Plan
import Rollout

/// What this program's release would change on the machine, and whether it can: found out before anything changes.
package struct InspectUpdate {
    private let machine: Machine
    private let images: NextImages
    private let source: NextSource
    private let backsUp: Bool

    /// - Parameter backsUp: Whether the release in use makes a backup before.
    package init(_ machine: Machine, archives: String?, loadsAll: Bool, backsUp: Bool) {
        self.machine = machine
        self.backsUp = backsUp
        images = NextImages(machine, archives: archives, loadsAll: loadsAll)
        source = NextSource(machine, from: archives)
    }

    private struct Check {
        var name: String
        /// nil if it holds.
        var problem: Failure?
        /// Whether it may hold all the same.
        var isWarning = false
        /// When the problem is one, as the end of its sentence.
        var condition = ""
    }

    /// - Throws: ``Failure`` with all that stands against it.
    package func run() async throws {
        let (state, recorded, secrets) = try StateStore(machine).loadSetUp()
        let values = Values(machine.plan, recorded, secrets.values)
        try await AwaitEngine(machine).run()
        let copies = Result { try DataCopies(machine, values, from: machine.installedPlan) }
        var size = NextImages.Size()
        var backup: BackupSize?
        var checks = [
            await check("parameters and files") {
                try machine.requireBroughtFiles()
                let changes = try Rollout.preview(.updated(limit: 0), on: machine)
                machine.console.line("What changes:")
                for change in changes { machine.console.line("  \(change.text)") }
            },
            await check("memory", memory),
            await check("Docker", engine),
            await check("images") { size = try await images.size(state) },
            await check("source") { try await source.requireMergeable() },
            await check("databases") { try RequireFittingData(machine, values).run() },
            await check("data") { try requireMovable(copies.get()) },
        ]
        if machine.plan.source == nil { checks.removeAll { $0.name == "source" } }
        if backsUp {
            var found = await check("backup") { backup = try await backupSize(recorded, secrets) }
            found.isWarning = machine.installedPlan == nil
            checks.append(found)
        }
        if size.atMost > 0 {
            var found = await check("room for images") { try requireKnownPlace(forImages: size.atMost) }
            found.isWarning = true
            if found.problem != nil { checks.append(found) }
        }
        checks.append(await check("disk") { try await requireRoom(copies.get(), backup, forImages: size.ofNew) })
        if checks.last?.problem == nil, size.atMost > size.ofNew {
            // Only the pull knows which layers are here already.
            checks[checks.count - 1] = await check("disk") {
                try await requireRoom(copies.get(), backup, forImages: size.atMost)
            }
            checks[checks.count - 1].isWarning = true
            checks[checks.count - 1].condition = " if none of the images' layers is here"
        }
        machine.console.line("Checks:")
        for check in checks { show(check) }
        let failed = checks.filter { $0.problem != nil && !$0.isWarning }
        guard let first = failed.first?.problem else { return }
        let names = failed.map(\.name).joined(separator: ", ")
        throw Failure(
            failed.count == 1 ? first.code : .unavailable, "\(machine.plan.app.version) cannot be put in: \(names)",
            help: "nothing was changed, and the app runs as it did")
    }

    private func check(_ name: String, _ body: () async throws -> Void) async -> Check {
        do {
            try await body()
            return Check(name: name)
        } catch { return Check(name: name, problem: Failure(error)) }
    }

    private func show(_ check: Check) {
        guard let problem = check.problem else { return machine.console.line("  ok    \(check.name)") }
        let word = check.isWarning ? "warn" : "FAIL"
        machine.console.line("  \(word)  \(check.name): \(problem.message)\(check.condition)")
        for detail in problem.details { machine.console.line("        \(detail)") }
        if let help = problem.help { machine.console.line("        help: \(help)") }
    }

    /// A machine on which the release before runs is not too small for one that needs as much.
    private func memory() throws {
        let needed = machine.plan.requires.memory
        let memory = Int64(sysconf(Int32(_SC_PHYS_PAGES))) * Int64(sysconf(Int32(_SC_PAGESIZE)))
        // On a machine sold with 1 GiB the kernel sees about 5 % less.
        guard memory < needed * 9 / 10, needed > machine.installedPlan?.requires.memory ?? 0 else { return }
        throw Failure(
            .unavailable, "it has \(DiskRoom.shown(memory)), and this release needs \(DiskRoom.shown(needed))",
            help: "move to a larger machine")
    }

    private func engine() async throws {
        let compose = await DockerProgram.composeVersion()
        try require("Docker Compose", compose, atLeast: 2, help: "`sudo \(machine.command) prepare` installs it")
        // The oldest with which Compose 2 works; Debian 11 and 12 have it.
        try require("Docker", try DockerEngine().version(), atLeast: 20, help: "bring Docker to 20.10 or newer")
    }

    /// - Parameter version: nil if it is not known.
    private func require(_ what: String, _ version: String?, atLeast oldest: Int, help: String) throws {
        let major = version?.drop { !$0.isNumber }.prefix { $0.isNumber }
        guard let version, let major, Int(major) ?? 0 < oldest else { return }
        throw Failure(.unavailable, "\(what) is \(version), and version \(oldest) is needed", help: help)
    }

    private func requireMovable(_ copies: DataCopies) throws {
        let obstacles = copies.obstacles()
        if obstacles.isEmpty { return }
        throw Failure(.unavailable, "not all of the app's data can be kept aside", details: obstacles)
    }

    /// Of the backup that the release in use makes.
    private func backupSize(_ recorded: Record, _ secrets: SecretStore) async throws -> BackupSize {
        guard let plan = machine.installedPlan else {
            throw Failure(
                .unavailable,
                "this release cannot read what the one in use backs up, so nobody knows how much room that takes",
                help: "`sudo \(machine.command) backup` makes one beforehand, and `update --no-backup` makes none")
        }
        return try await BackupSize(of: plan, on: machine, recorded, secrets)
    }

    private func requireKnownPlace(forImages bytes: Int64) throws {
        guard try images.place() == nil else { return }
        throw Failure(
            .unavailable,
            "Docker keeps them where this program cannot look, so nobody knows whether there is room for up to "
                + DiskRoom.shown(bytes),
            help: "`docker info --format '{{.DockerRootDir}}'` says where")
    }

    /// The backup's copies are gone by the time at which the data is copied; what the repository got is not.
    private func requireRoom(_ copies: DataCopies, _ backup: BackupSize?, forImages imageBytes: Int64) async throws {
        var room = DiskRoom(machine)
        if imageBytes > 0, let place = try images.place() { try room.add(imageBytes, for: "images", at: place) }
        let backups = machine.files.root.path(machine.paths.backups)
        try backup?.addKeeping(to: &room, on: machine)
        // A kept program, and a little for the files.
        try room.add(64 << 20, for: "programs and files", at: machine.files.root.path(machine.paths.state))
        var backingUp = room
        try backup?.addMaking(to: &backingUp, at: backups)
        for (path, bytes) in try await copies.sizes() {
            let folder = String(path[..<(path.lastIndex(of: "/") ?? path.startIndex)])
            try room.add(bytes, for: "copies of the data", at: folder.isEmpty ? "/" : folder)
        }
        let shortages = try backingUp.orLater(room).shortages()
        if shortages.isEmpty { return }
        throw Failure(
            .unavailable, "there is too little room", details: shortages,
            help: "free some space; `\(machine.command) restore --drop-old` removes data that earlier updates and "
                + "restores have put aside"
                + (backup == nil ? "" : ", and a disk that is mounted at \(backups) takes the backups"))
    }
}
