import Backups
import Docker
import Host
import ImageMaking
import Installation
import JSON
import Plan

/// A release that was in use, and what it takes to go back to it.
package struct KeptRelease: Codable, Sendable {
    /// Its folder's name.
    package var id: String
    package var version: String
    /// When another took its place, in seconds since 1970.
    package var until: Double
    /// The engine's id of each of its images, keyed by name.
    package var images: [String: String]
    /// The data of that moment; empty where the release after it has the same.
    package var data: [Place]

    package struct Place: Codable, Sendable {
        /// Of this computer: where the services have it, and where it is kept.
        var live: String
        var kept: String
        /// The volumes that the two are in.
        var volume: String?
        var keptVolume: String?
    }

    /// The tags that hold its images.
    func tags(_ machine: Machine) -> [(tag: String, image: String)] {
        let mark = String(id.map { $0.isASCII && ($0.isLetter || $0.isNumber || "._-".contains($0)) ? $0 : "_" })
        let name = "\(machine.paths.keptImages):\(mark)"
        return images.sorted { $0.key < $1.key }.enumerated().map { ("\(name)-\($0 + 1)", $1.value) }
    }

    fileprivate var entries: [ImageRecord.Entry] {
        images.sorted { $0.key < $1.key }.map { ImageRecord.Entry(name: $0.key, id: $0.value) }
    }
}

/// The releases that this machine can go back to, in the order of their data: one without data of its own has that of the
/// next one that has some, or, where none follows, that which is in use.
package struct KeptReleases {
    /// How many there are at most.
    static let most = 2

    private let machine: Machine

    package init(_ machine: Machine) { self.machine = machine }

    private struct Record: Codable {
        var format = 1
        var releases: [KeptRelease] = []
    }

    private var path: String { "\(machine.paths.releases)/releases.json" }

    func folder(_ id: String) -> String { "\(machine.paths.releases)/\(id)" }
    func program(_ id: String) -> String { "\(folder(id))/program" }
    func files(_ id: String) -> KeptFiles { KeptFiles(machine, in: "\(folder(id))/files") }

    package func all() throws -> [KeptRelease] {
        guard let bytes = try machine.files.read(path) else { return [] }
        guard let record = try? JSONCoder.decode(Record.self, from: bytes) else {
            throw Failure(
                .invalidInput, "\(machine.files.root.path(path)) is damaged",
                help: "it names the releases to which this machine can go back; without it there are none")
        }
        return record.releases
    }

    private func write(_ releases: [KeptRelease]) throws {
        let bytes = try JSONCoder.encode(Record(releases: releases), pretty: true) + [0x0a]
        try machine.files.write(path, bytes, mode: 0o600)
    }

    /// Where the data of a release is kept: its own, or that of the next one that has some.
    func data(of id: String) throws -> [KeptRelease.Place] {
        try withData(of: id)?.data ?? []
    }

    /// The release whose kept files are of the same moment as the data that a release would have: that release itself,
    /// or the next one that has some; nil where that data is in use.
    func withData(of id: String) throws -> KeptRelease? {
        try all().drop { $0.id != id }.first { !$0.data.isEmpty }
    }

    /// The one that was in use last; with a version, of those that have it.
    package func latest(_ version: String? = nil) throws -> KeptRelease? {
        try all().filter { version == nil || $0.version == version }.max { $0.until < $1.until }
    }

    // MARK: One that is in use

    /// Keeps the program and the files of the release that is in use, under an id that no other has.
    ///
    /// - Returns: The id.
    func keep(_ state: State, version: String, at time: Timestamp) throws -> String {
        try machine.files.createFolder(machine.paths.releases, mode: 0o700)
        try removeLeftovers()
        let known = machine.files.names(in: machine.paths.releases)
        var (id, number) = ("\(version)-\(time.basic)", 1)
        while known.contains(id) {
            number += 1
            id = "\(version)-\(time.basic)-\(number)"
        }
        try machine.files.createFolder(folder(id), mode: 0o700)
        guard let program = try machine.files.read(machine.paths.binary, limit: 1 << 30) else {
            throw Failure(.invalidInput, "there is no \(machine.files.root.path(machine.paths.binary))")
        }
        try machine.files.write(self.program(id), program, mode: 0o755)
        try files(id).keep(KeptFiles.paths(machine, state))
        try machine.files.write(room(id), [UInt8](repeating: 0, count: Self.roomToGoBack), mode: 0o600)
        return id
    }

    /// In bytes: more than the journal, the files and the engine's records take.
    private static let roomToGoBack = 4 << 20

    private func room(_ id: String) -> String { "\(folder(id))/room" }

    /// Makes room for going back on a disk that the other release has filled, or that needs none any more.
    func giveRoom(_ id: String) { try? machine.files.remove(room(id)) }

    /// Removes what is on no list.
    private func removeLeftovers() throws {
        let known = try all().map(\.id) + ["releases.json"]
        try machine.files.empty(machine.paths.releases, keeping: known.contains)
    }

    /// Holds its images by tags, so that nobody removes them as unused.
    func hold(_ release: KeptRelease) async throws {
        for (tag, image) in release.tags(machine) {
            _ = try await DockerProgram.tag(image, as: tag).run()
        }
    }

    /// Lets the names of its images stand for them again.
    func bringBackImages(_ images: [String: String]) async throws {
        let engine = try DockerEngine()
        for (name, id) in images.sorted(by: { $0.key < $1.key }) {
            if let image = try engine.image(name), image.id == id { continue }
            _ = try await DockerProgram.tag(id, as: name).run()
        }
    }

    // MARK: The list

    /// Puts a release on the list. A release that came into use again leaves it, with those that are younger, and so
    /// does the oldest where there are too many. Done again it does nothing.
    func add(_ release: KeptRelease, insteadOf returned: String?) async throws {
        var releases = try all().filter { $0.id != release.id }
        var release = release
        // Their order is by the time, also where the clock was set back meanwhile.
        if let newest = releases.map(\.until).max(), release.until <= newest { release.until = newest + 0.001 }
        var gone: [KeptRelease] = []
        if let index = releases.firstIndex(where: { $0.id == returned }) {
            gone += releases[index...]
            releases.removeSubrange(index...)
        }
        // In a rollback, those that have had the data which is in use again have it further on.
        let sharing = releases.reversed().prefix { $0.data.isEmpty }.count
        let isAside = returned != nil && !release.data.isEmpty
        releases.insert(release, at: releases.count - (isAside ? sharing : 0))
        while releases.count > Self.most,
            let oldest = releases.indices.min(by: { releases[$0].until < releases[$1].until })
        {
            gone.append(releases.remove(at: oldest))
        }
        // What a list still names is done again after an interruption.
        for old in gone { await letGo(old, keeping: releases) }
        try write(releases)
        try removeLeftovers()
    }

    /// Removes a release's program, files and tags. Its data and the names of its images stay: it is in use.
    func forget(_ release: KeptRelease) async throws {
        await removeTags(release)
        try machine.files.removeTree(folder(release.id))
    }

    private func removeTags(_ release: KeptRelease) async {
        for (tag, _) in release.tags(machine) {
            _ = try? await DockerProgram.command(["image", "rm", tag]).run()
        }
    }

    /// Removes a release's tags, and the names of its images that nothing else needs. After its tags: an image that has
    /// no other name is removed by Docker only if no container uses it. What cannot be removed now stays.
    ///
    /// - Parameter others: The releases that stay.
    private func letGo(_ release: KeptRelease, keeping others: [KeptRelease]) async {
        await removeTags(release)
        guard !release.images.isEmpty, let names = try? namesInUse() else { return }
        let needed = others.reduce(into: names) { $0.formUnion($1.images.keys) }
        _ = try? await RemoveOwnImages(machine).run(release.entries, keeping: needed)
    }

    /// By the release in use: its plan, what `prepare` has recorded, and what the last rollout has run.
    private func namesInUse() throws -> Set<String> {
        let recorded = try ImageRecord.read(on: machine).images.map(\.name)
        let ran = try StateStore(machine).load().state?.images.keys.sorted() ?? []
        return Set(machine.plan.stack.pinnedImages + recorded + ran)
    }

    /// The images of all of them.
    package func images() throws -> [ImageRecord.Entry] { try all().flatMap(\.entries) }

    /// Removes those whose data is dropped.
    package func drop() async throws {
        let releases = try all()
        // One without data of its own has that of the next one that has.
        guard let last = releases.lastIndex(where: { !$0.data.isEmpty }) else { return }
        let others = Array(releases[(last + 1)...])
        for release in releases[...last] { await letGo(release, keeping: others) }
        try write(others)
        for release in releases[...last] {
            machine.console.line("\(machine.command) can no longer go back to \(release.version).")
        }
        try removeLeftovers()
    }
}
