import JSON
import Plan
import Providers

/// The machine's state, durable in state.json: what the last rollout left, and the target of a rollout that has begun.
package struct State: Codable, Equatable {
    package static let currentFormat = 2

    private var checksum = SealedJSON.placeholder
    private var format = State.currentFormat
    /// nil before the first boot is done.
    package var recorded: Record?
    /// nil unless a rollout has begun and not ended. The next verb, whichever it is, continues it.
    package var target: Record?
    /// SHA-256 of each file that the last rollout wrote, keyed by path.
    package var files: [String: String] = [:]
    /// SHA-256 of each file that a rollout that has begun may have written, keyed by path. Such a file on the disk is
    /// not the owner's work. nil if no rollout has begun.
    package private(set) var begun: [String: [String]]?
    /// The id of each container image that the last rollout ran, keyed by name.
    package var images: [String: String] = [:]
    /// The one-time commands that have run on the data that is here.
    package var commands: [ServiceCommand] = []
    /// Where that data is: names of volumes and paths of folders. nil if none has been seen.
    package var data: [String]?
    /// When the machine was set up, in seconds since 1970.
    package var doneAt: Double?

    /// Which format it was read from.
    package private(set) var readFormat = State.currentFormat
    /// How many of the `after_start` commands have run. Format 1 kept nothing else about them.
    private var countedCommands = 0

    /// No key may sort before `checksum`: ``SealedJSON`` expects it first.
    private enum CodingKeys: String, CodingKey {
        case checksum, format, recorded, target, files, images, commands, data, doneAt
        case begun = "filesBegun"
    }

    package init(target: Record? = nil) { self.target = target }

    /// What the machine is or will be; nil for an empty state.
    package var latest: Record? { target ?? recorded }

    package var isSetUp: Bool { recorded != nil }

    /// The plan's one-time commands that have not run on this data.
    package func commandsToRun(of plan: Plan) -> [ServiceCommand] {
        var done = commands + plan.afterStart.prefix(countedCommands)
        return plan.afterStart.filter { command in
            guard let index = done.firstIndex(of: command) else { return true }
            done.remove(at: index)
            return false
        }
    }

    /// Converts what an older format recorded about the commands.
    package mutating func adoptCount(of plan: Plan) {
        commands += plan.afterStart.prefix(countedCommands)
        countedCommands = 0
        readFormat = Self.currentFormat
    }
}

extension State {
    /// Notes what will be written, keyed by path.
    package mutating func begin(_ digests: [String: String]) {
        begun = (begun ?? [:]).merging(digests.mapValues { [$0] }) { known, new in
            known.filter { !new.contains($0) } + new
        }
    }

    /// Records what was written, now that the rollout is over.
    package mutating func end(_ digests: [String: String]) {
        files = digests
        begun = nil
    }

    /// Starts over, but keeps what is known about the files on the disk.
    package mutating func startOver() {
        let (written, begun) = (files, begun)
        self = State()
        self.begun = begun
        begin(written)
    }

    /// Takes over what another state knows about the files on the disk: none of them is the owner's work.
    package mutating func knowFiles(of other: State) {
        begin(other.files)
        for (path, digests) in other.begun ?? [:] {
            for digest in digests { begin([path: digest]) }
        }
    }

    /// Whether a rollout wrote these bytes to that path.
    package func hasWritten(_ digest: String, to path: String) -> Bool {
        files[path] == digest || begun?[path]?.contains(digest) == true
    }
}

/// One description of a machine: the inputs for its files, secrets and services.
package struct Record: Codable, Equatable, Sendable {
    package var release: ReleaseID
    package var metadata: Metadata
    package var parameters: [String: String]
    /// The parameters that are kept nowhere else: an older release of Landfall did not write them to the owner's file.
    package var given: [String: String]?
    /// The domain that the owner has given, as long as it does not lead here: ``parameters`` are without it.
    package var awaited: String?
    /// The firmware's serial number. The same number means the same machine.
    package var serial: String?
    /// The id of an older machine whose data this one took over.
    package var adoptedFrom: String?
    /// The name of the backup that the machine was set up with.
    package var restoredFrom: String?
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

/// A release of the app: its version and its plan.
package struct ReleaseID: Codable, Equatable, Sendable {
    package var version: String
    /// SHA-256 of the plan; nil if Landfall before 0.2 did not record it.
    package var plan: String?

    package init(version: String, plan: String?) {
        self.version = version
        self.plan = plan
    }
}

extension State {
    package init(reading bytes: [UInt8]) throws {
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

    /// The state of Landfall 0.1: one description, and how far the first boot was.
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
