import Docker
import Host
import Installation
import JSON
import Plan

/// The exchange of data in use for restored data, by renames. It is durable before the first of them, so that it can be
/// completed or taken back at any moment.
package struct Exchange: FencedChange, Codable, Sendable {
    private var format = 1
    /// The backup's name.
    package let backup: String
    package let places: [Place]
    /// Whether the data that was in use is back. Then what was restored may be gone.
    var isTakenBack = false
    /// The ids of containers that restart always, except while data is exchanged. One of an older release of Landfall
    /// does not say.
    package var restarting: [String]?

    /// Paths of this computer. At each moment two of the three hold something, and which two says how far it is.
    package struct Place: Codable, Sendable {
        /// What the services use.
        package var live: String
        /// What was restored.
        package var new: String
        /// Where what was in use is kept.
        package var old = ""
        /// The volume whose files are at `live`, as the engine calls it.
        package var volume: String?
        /// The volume that gets them.
        package var oldVolume: String?
        /// Endings of the names of files that belong to `live`, and go with it.
        package var companions: [String] = []

        package init(live: String, new: String, volume: String?) {
            self.live = live
            self.new = new
            self.volume = volume
        }

        /// Makes what was restored durable, also while it is put in place.
        func makeDurable() async throws {
            try await SyncDisk.run(at: String(live[..<(live.lastIndex(of: "/") ?? live.startIndex)]) + "/")
        }

        /// Puts restored data beside what is in use, where a rename reaches it.
        static func taking(_ folder: String, for live: String, volume: String?, _ site: Site) async throws -> Place {
            let files = Files(.system)
            let new = try Exchange.freshSibling(of: live)
            if try files.fileSystem(of: folder) == files.fileSystem(of: live) {
                try files.move(folder, to: new)
            } else {
                let copy = try await Command("cp", ["--archive", "--sparse=always", folder, new]).run()
                try copy.require("\(folder) cannot be copied to \(new)", site)
            }
            return Place(live: live, new: new, volume: volume)
        }
    }

    init(backup: String, _ places: [Place], at time: String) {
        self.backup = backup
        self.places = places.map { place in
            var place = place
            if let volume = place.volume {
                place.oldVolume = MovedData.name(of: volume, at: time)
            } else {
                place.old = MovedData.name(of: place.live, at: time)
            }
            return place
        }
    }

    /// Of the volumes and paths that get what was in use.
    var oldNames: Set<String> { Set(places.map { $0.oldVolume ?? $0.old }) }

    /// A path beside another one at which nothing is: what an earlier run left there is removed. Only under the machine's
    /// lock: another run may be filling it.
    ///
    /// - Throws: ``Failure`` where no rename can put anything in the place of the path.
    package static func freshSibling(of path: String) throws -> String {
        let sibling = try self.sibling(of: path)
        try Files(.system).removeTree(sibling)
        return sibling
    }

    /// The same path, whatever is there.
    package static func sibling(of path: String) throws -> String {
        let files = Files(.system)
        let slash = path.lastIndex(of: "/") ?? path.startIndex
        let folder = slash == path.startIndex ? "/" : String(path[..<slash])
        guard try files.fileSystem(of: path) == files.fileSystem(of: folder) else {
            throw Failure(
                .unavailable, "\(path) is a file system of its own, and restored data cannot take its place",
                help:
                    "mount it one folder higher, or restore into it by hand: the backup's archives open without Landfall"
            )
        }
        return "\(folder)/.\(path[path.index(after: slash)...]).restored"
    }

    // MARK: The journal

    static func read(_ machine: Machine) throws -> Exchange? {
        guard let bytes = try machine.files.read(machine.paths.restore) else { return nil }
        guard let exchange = try? JSONCoder.decode(Exchange.self, from: bytes), exchange.format == 1 else {
            throw Failure(
                .invalidInput, "\(machine.files.root.path(machine.paths.restore)) is damaged",
                help: "it says which data a restore was exchanging: look for names with `_old-` in them, then remove it"
            )
        }
        return exchange
    }

    package func write(on machine: Machine) throws {
        try machine.files.write(machine.paths.restore, try JSONCoder.encode(self, pretty: true) + [0x0a], mode: 0o600)
    }

    // MARK: Doing it, as often as it takes

    /// Makes what was restored durable, also while it is put in place.
    static func makeDurable(_ places: [Place]) async throws { for place in places { try await place.makeDurable() } }

    /// Makes everything on their file systems durable, also what is being put in place.
    package func makeDurable() async throws { try await Self.makeDurable(places) }

    /// Puts the restored data in place. No service runs.
    package func carryOut() async throws {
        let files = Files(.system)
        for place in places where files.status(place.new) != nil {
            try await requireVolume(of: place)
            let old = try await self.old(of: place)
            if files.status(place.live) != nil { try files.move(place.live, to: old) }
            for ending in place.companions where files.status(place.live + ending) != nil {
                try files.move(place.live + ending, to: old + ending)
            }
            try files.move(place.new, to: place.live)
        }
    }

    /// Puts back what was in use. No service runs.
    package func takeBack() async throws {
        let files = Files(.system)
        for place in places {
            try await requireVolume(of: place)
            // Where nothing was put aside, what is in use is what was in use, whatever has become of what was restored.
            let isBegun = try hasOld(place)
            let old = try await self.old(of: place)
            if isBegun, files.status(place.new) == nil, files.status(place.live) != nil {
                try files.move(place.live, to: place.new)
            }
            if files.status(place.live) == nil, files.status(old) != nil {
                for ending in place.companions {
                    try files.removeTree(place.live + ending)
                    if files.status(old + ending) != nil { try files.move(old + ending, to: place.live + ending) }
                }
                try files.move(old, to: place.live)
            }
            if let volume = place.oldVolume { _ = try await DockerProgram.command(["volume", "rm", volume]).run() }
        }
    }

    /// Removes what was restored. Before that it must be durable that nothing is exchanged any more: ``takeBack()`` takes
    /// restored data that is not beside what is in use for data in use.
    package func discardNew() throws { for place in places { try Files(.system).removeTree(place.new) } }

    /// Somebody may have removed the volume; then it comes again, empty.
    private func requireVolume(of place: Place) async throws {
        let folder = String(place.live[..<(place.live.lastIndex(of: "/") ?? place.live.startIndex)])
        guard let volume = place.volume, Files(.system).status(folder) == nil else { return }
        let made = try await DockerProgram.command(["volume", "create", volume]).run()
        if !made.succeeded { throw Failure(.unavailable, "the volume \(volume) is gone and cannot be created") }
    }

    /// Whether there is a place for what was in use. It is made just before that goes there.
    private func hasOld(_ place: Place) throws -> Bool {
        guard let volume = place.oldVolume else { return Files(.system).status(place.old) != nil }
        return try DockerEngine().allVolumes().contains { $0.name == volume }
    }

    private func old(of place: Place) async throws -> String {
        guard let volume = place.oldVolume else { return place.old }
        let made = try await DockerProgram.command(
            ["volume", "create", "--label", "landfall.moved-from=\(place.volume ?? "")", volume]
        ).run()
        guard made.succeeded, let folder = try DockerEngine().allVolumes().first(where: { $0.name == volume })?.folder
        else { throw Failure(.unavailable, "the volume \(volume) cannot be created") }
        return folder
    }
}
