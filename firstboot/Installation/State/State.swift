import JSON
import Plan
import Providers

/// What this machine is, durable in state.json: what holds since the last rollout, and what a rollout that has begun
/// takes it to.
package struct State: Codable, Equatable {
    package static let currentFormat = 2

    private var checksum = SealedJSON.placeholder
    private var format = State.currentFormat
    /// nil before the first boot is done.
    package var recorded: Record?
    /// nil unless a rollout has begun and not ended: whichever verb runs next carries it on.
    package var target: Record?
    /// SHA-256 of each file that the last rollout wrote, by path.
    package var files: [String: String] = [:]
    /// SHA-256 of what the rollout that has begun may have written, by path: whichever of it is on the disk is not the
    /// owner's. nil where none has begun.
    package private(set) var begun: [String: [String]]?
    /// The id of each container image that the last rollout ran, by name.
    package var images: [String: String] = [:]
    /// The one-time commands that have run on the data that is here.
    package var commands: [ServiceCommand] = []
    /// Where that data is: volumes by their names, folders by their paths. nil where nothing has been seen of it.
    package var data: [String]?
    /// When the machine was set up, in seconds since 1970.
    package var doneAt: Double?

    /// Which format it was read from.
    package private(set) var readFormat = State.currentFormat
    /// How many of `after_start`'s commands have run, where format 1 has kept no more of them.
    private var countedCommands = 0

    /// None may come before `checksum` in the alphabet: ``SealedJSON`` looks for that first.
    private enum CodingKeys: String, CodingKey {
        case checksum, format, recorded, target, files, images, commands, data, doneAt
        case begun = "filesBegun"
    }

    package init(target: Record? = nil) { self.target = target }

    /// What the machine is or is about to be; nil for the state of none.
    package var latest: Record? { target ?? recorded }

    package var isSetUp: Bool { recorded != nil }

    /// Those of a plan's one-time commands that have not run on the data that is here.
    package func commandsToRun(of plan: Plan) -> [ServiceCommand] {
        var done = commands + plan.afterStart.prefix(countedCommands)
        return plan.afterStart.filter { command in
            guard let index = done.firstIndex(of: command) else { return true }
            done.remove(at: index)
            return false
        }
    }

    /// Takes over what an older format told of the commands in other words.
    package mutating func adoptCount(of plan: Plan) {
        commands += plan.afterStart.prefix(countedCommands)
        countedCommands = 0
        readFormat = Self.currentFormat
    }
}

extension State {
    /// Takes note of what is about to be written, by path.
    package mutating func begin(_ digests: [String: String]) {
        begun = (begun ?? [:]).merging(digests.mapValues { [$0] }) { known, new in
            known.filter { !new.contains($0) } + new
        }
    }

    /// Records what is written now that the rollout is over.
    package mutating func end(_ digests: [String: String]) {
        files = digests
        begun = nil
    }

    /// Begins with nothing but what is known of the files on the disk.
    package mutating func startOver() {
        let (written, begun) = (files, begun)
        self = State()
        self.begun = begun
        begin(written)
    }

    /// Whether a rollout has written these bytes to that path.
    package func hasWritten(_ digest: String, to path: String) -> Bool {
        files[path] == digest || begun?[path]?.contains(digest) == true
    }
}

/// One description of a machine: what its files, secrets and services are made of.
package struct Record: Codable, Equatable, Sendable {
    package var release: ReleaseID
    package var metadata: Metadata
    package var parameters: [String: String]
    /// Those of them that are kept nowhere else, since an older release of Landfall has not written them to the owner's
    /// file.
    package var given: [String: String]?
    /// The firmware's serial number: the same one means the same machine.
    package var serial: String?
    /// The id of an older machine whose data this one took over.
    package var adoptedFrom: String?
    /// The secrets that a rotation gives new values.
    package var rotates: [String]?

    package init(
        release: ReleaseID, metadata: Metadata, parameters: [String: String], given: [String: String] = [:],
        serial: String? = nil
    ) {
        self.release = release
        self.metadata = metadata
        self.parameters = parameters
        self.given = given.isEmpty ? nil : given
        self.serial = serial
    }
}

/// A release of the app, by what its publisher calls it and by its plan.
package struct ReleaseID: Codable, Equatable, Sendable {
    package var version: String
    /// SHA-256 of the plan; nil where a release of Landfall before 0.2 has not recorded it.
    package var plan: String?

    package init(version: String, plan: String?) {
        self.version = version
        self.plan = plan
    }
}

extension State {
    init(reading bytes: [UInt8]) throws {
        let format = try FormatHeader.read(bytes, newest: Self.currentFormat)
        if format == 1 {
            self.init(try JSONCoder.decode(Format1.self, from: bytes))
        } else {
            self = try JSONCoder.decode(State.self, from: bytes)
        }
    }

    func encoded() throws -> [UInt8] {
        var state = self
        state.checksum = SealedJSON.placeholder
        state.format = Self.currentFormat
        return try SealedJSON.seal(state)
    }

    /// What Landfall 0.1 has left: one description, and how far the first boot was.
    private struct Format1: Decodable {
        var version: String
        var metadata: Metadata
        var parameters: [String: String]
        var milestone: String?
        var doneAt: Double?
        var commandsRun: Int
        var serial: String?
        var adoptedFrom: String?
    }

    private init(_ old: Format1) {
        var record = Record(
            release: ReleaseID(version: old.version, plan: nil), metadata: old.metadata, parameters: old.parameters,
            given: old.parameters, serial: old.serial)
        record.adoptedFrom = old.adoptedFrom
        if old.milestone == "done" { recorded = record } else { target = record }
        doneAt = old.doneAt
        countedCommands = old.commandsRun
        readFormat = 1
    }
}
