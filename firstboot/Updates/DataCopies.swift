import Backups
import Docker
import Host
import Installation
import Plan

/// The places in which the app keeps data, and their copies, on which another release works.
struct DataCopies {
    private let machine: Machine
    private let survey: DataSurvey
    private let places: [DataPlace]
    /// The service that answers meanwhile: both releases say so, and it sees no data of the others. Its own data stays
    /// in use, and no copy is made.
    let answering: String?

    /// - Parameters:
    ///   - values: See ``DataSurvey``.
    ///   - old: The plan in use; nil if this program cannot read it.
    init(_ machine: Machine, _ values: Values, from old: Plan?) throws {
        self.machine = machine
        survey = try DataSurvey(machine, values)
        let found = survey.places().filter { $0.stranger == nil }
        let wish = machine.plan.stack.maintenance
        if let wish, old?.stack.maintenance == wish {
            let shared = found.filter { place in place.uses.isEmpty || place.uses.contains { $0.service != wish } }
            answering = survey.sees(wish, anyOf: shared) ? nil : wish
        } else {
            answering = nil
        }
        places = Self.outermost(found).filter { [answering] place in
            answering == nil || place.uses.isEmpty || place.uses.contains { $0.service != answering }
        }
    }

    /// A place within another one goes with it.
    private static func outermost(_ places: [DataPlace]) -> [DataPlace] {
        places.filter { place in
            guard let path = place.path else { return true }
            return !places.contains { other in
                guard let outer = other.path, other.key != place.key else { return false }
                return path.hasPrefix(outer + "/") || path == outer && other.key < place.key
            }
        }
    }

    /// Why some of them cannot be exchanged; empty if all can.
    func obstacles() -> [String] {
        let files = Files(.system)
        // What is kept aside goes into a new volume, by a rename.
        let volumes = ((try? DockerEngine().dataFolder()) ?? nil).map { "\($0)/volumes" }.flatMap {
            files.exists($0) ? $0 : nil
        }
        return places.compactMap { place in
            guard let path = place.path else {
                return "\(place.title): only its driver knows where its files are, so they cannot be kept aside"
            }
            let running = survey.otherUsers(of: place).filter {
                ["running", "restarting", "paused"].contains($0.state)
            }
            if let other = running.first {
                return "\(place.title): \(other.name), which is not the app's, has it mounted too; stop it first"
            }
            if place.volume != nil, let volumes,
                (try? files.fileSystem(of: path) != files.fileSystem(of: volumes)) == true
            {
                return
                    "\(place.title): its files are on another file system than the engine's own volumes, so they cannot "
                    + "be kept aside"
            }
            do {
                _ = try Exchange.sibling(of: path)
                return nil
            } catch { return Failure(error).message }
        }
    }

    /// Where the copies are to be. Nothing is there yet.
    func exchange() throws -> [Exchange.Place] {
        try places.compactMap { place in
            guard let path = place.path else { return nil }
            return Exchange.Place(live: path, new: try Exchange.freshSibling(of: path), volume: place.volume?.name)
        }
    }

    /// The paths of this computer with what each takes on the disk, in bytes.
    func sizes() async throws -> [(path: String, bytes: Int64)] {
        var sizes: [(String, Int64)] = []
        for path in places.compactMap(\.path) {
            let answer = try await Command("du", ["--summarize", "--block-size=1", path]).answer(.bytes([]))
            let text = answer.lines.last?.split(separator: "\t").first
            guard let bytes = text.flatMap({ Int64($0) }) else {
                throw Failure(.unavailable, "\(path) cannot be read", details: answer.result.lastLines.suffix(3))
            }
            sizes.append((path, bytes))
        }
        return sizes
    }

    /// Makes the copies. No service runs. That they are there is durable, which is what ``Exchange/takeBack()`` goes by; their
    /// content is not yet: until the release is in use for good, what was in use comes back after a power cut.
    static func make(_ places: [Exchange.Place]) async throws {
        for place in places {
            // Where the file system shares blocks, this takes no time and no room.
            try await run(
                "cp", ["--archive", "--reflink=auto", place.live, place.new], "\(place.live) cannot be copied")
        }
        let folders = Set(places.map { String($0.new[..<($0.new.lastIndex(of: "/") ?? $0.new.startIndex)]) + "/" })
        try await run("sync", places.map(\.new) + folders.sorted(), "the copies do not get onto the disk")
    }

    private static func run(_ program: String, _ arguments: [String], _ what: String) async throws {
        let result = try await Command(program, arguments).run()
        guard !result.succeeded else { return }
        throw Failure(
            .unavailable, what, details: result.lastLines.suffix(5),
            help: "free some space and run it again; nothing is lost")
    }
}
