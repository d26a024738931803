import Backups
import Host
import Installation
import JSON
import Plan

/// A change of the release that has begun: an update, or a rollback. It is durable before the first thing changes. Until
/// its phase is `committed`, whatever runs next puts the release that was in use back; from then on it finishes the rest.
struct UpdateJournal: FencedChange, Codable, Sendable {
    enum Phase: String, Codable {
        /// The services may be stopped, and copies of their data are made. Nothing else has changed.
        case preparing
        /// Data, files and services may be of the one release or of the other.
        case exchanging
        /// What was in use is back.
        case takenBack = "taken_back"
        /// The new release is in use for good.
        case committed
    }

    private var format = 1
    var phase = Phase.preparing
    /// The release that was in use.
    let from: ReleaseID
    /// The one that takes its place.
    let to: ReleaseID
    /// What ``KeptReleases`` calls the release that was in use.
    let keptAs: String
    /// In a rollback: what it has called the other one.
    var cameFrom: String?
    let exchange: Exchange
    /// The engine's id of each image of the release that was in use, keyed by name.
    let images: [String: String]
    /// The ids of containers that restart always, except while the services are stopped.
    /// Never nil in one that is written: the program of an older release of Landfall needs it to go back.
    var restarting: [String]? = []
    /// Whether the services run on: both releases have the same ones, with the same data, and files in which the two
    /// differ are read by a command in a running service. A journal of an older release of Landfall does not say.
    var keepsServices: Bool?
    /// The service that runs on while the others are stopped; see ``DataCopies``.
    var answering: String?
    /// When the release that was in use was stopped, in seconds since 1970.
    let at: Double

    init(
        from: Record, to: ReleaseID, keptAs: String, cameFrom: String?, _ exchange: Exchange,
        images: [String: String], at: Timestamp
    ) {
        self.from = from.release
        self.images = images
        self.to = to
        self.keptAs = keptAs
        self.cameFrom = cameFrom
        self.exchange = exchange
        self.at = at.seconds.rounded()
    }

    static func read(_ machine: Machine) throws -> UpdateJournal? {
        guard let bytes = try machine.files.read(machine.paths.update) else { return nil }
        guard let journal = try? JSONCoder.decode(UpdateJournal.self, from: bytes), journal.format == 1 else {
            throw Failure(
                .invalidInput, "\(machine.files.root.path(machine.paths.update)) is damaged",
                help: "it says which data and release an update was exchanging: look for names with `_old-` in them")
        }
        return journal
    }

    func write(on machine: Machine) throws {
        try machine.files.write(machine.paths.update, try JSONCoder.encode(self, pretty: true) + [0x0a], mode: 0o600)
    }

    /// Durably in another phase.
    mutating func enter(_ phase: Phase, on machine: Machine) throws {
        self.phase = phase
        try write(on: machine)
    }

    var isRollback: Bool { cameFrom != nil }

    /// For people.
    var title: String { isRollback ? "the rollback to \(to.version)" : "the update to \(to.version)" }
}
