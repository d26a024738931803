import Docker
import Host
import Installation
import JSON
import Plan
import Text

/// Moves the app's data aside. What is to be moved is durable before the first of it moves, and until the new secrets
/// are durable, so that a run that was cut off is finished by the next one; nothing is ever deleted.
///
/// Docker cannot rename a volume. Its files go into a new one, `VOLUME_old-TIME`, by a rename on the same disk, which
/// needs no time and no second copy; the old volume stays, empty, for the app to start with. A folder is renamed to
/// `FOLDER_old-TIME`.
struct MoveAside {
    private let machine: Machine
    private let files = Files(.system)

    init(_ machine: Machine) { self.machine = machine }

    private struct Record: Codable {
        var format = 1
        var moves: [Move]
    }

    private struct Move: Codable {
        /// Volumes' names; nil for a file or folder.
        var volume: String?
        var newVolume: String?
        /// Of this computer.
        var path: String
        /// nil until a new volume has told its own.
        var newPath: String?
    }

    /// - Parameter places: What holds data, as the survey has found it.
    func run(_ places: [DataPlace], _ survey: DataSurvey) async throws {
        guard !places.isEmpty else { return machine.note("there is no data to move aside") }
        let obstacles = places.compactMap { obstacle($0, survey) }
        guard obstacles.isEmpty else {
            throw Failure(
                .invalidInput, "the data cannot be moved aside; nothing was changed", details: obstacles,
                help: "move it by hand, then run this again")
        }
        let record = Record(moves: moves(of: places, survey))
        try machine.files.createFolderIfMissing(machine.paths.state, mode: 0o700)
        try machine.files.write(machine.paths.moves, try JSONCoder.encode(record, pretty: true) + [0x0a], mode: 0o600)
        try await finish()
    }

    /// Takes back what a run has decided and not begun; nothing where none has.
    func giveUp() throws {
        guard let record = try recorded() else { return }
        guard !record.moves.contains(where: hasBegun) else {
            throw Failure(
                .invalidInput, "an earlier run has begun to move the data aside",
                help:
                    "`\(machine.command) provision` finishes that and starts with new secrets; then the data is in the "
                    + "places with `_old-` in their names")
        }
        try machine.files.remove(machine.paths.moves)
    }

    private func recorded() throws -> Record? {
        guard let bytes = try machine.files.read(machine.paths.moves) else { return nil }
        guard let record = try? JSONCoder.decode(Record.self, from: bytes), record.format == 1 else {
            throw Failure(
                .invalidInput, "\(machine.files.root.path(machine.paths.moves)) is damaged",
                help: "it says which data is being moved aside: look for names with `_old-` in them, then remove it")
        }
        return record
    }

    private func hasBegun(_ move: Move) -> Bool {
        if let path = move.newPath { return files.status(path) != nil }
        let folder = move.newVolume.flatMap { try? mountpoint(of: $0) }
        return folder.map { !files.names(in: $0).isEmpty } ?? false
    }

    private func mountpoint(of volume: String) throws -> String? {
        try DockerEngine().allVolumes().first { $0.name == volume }?.mountpoint
    }

    /// Moves what a run has decided to move, as far as it has not.
    ///
    /// - Returns: Whether a run has decided so.
    @discardableResult func finish() async throws -> Bool {
        guard let record = try recorded() else { return false }
        try await removeContainers()
        for (index, move) in record.moves.enumerated() {
            do {
                try await carryOut(move)
            } catch let failure as FileFailure {
                // Nobody is to be held up by a move that cannot be done.
                if index == 0, !hasBegun(move) { try machine.files.remove(machine.paths.moves) }
                throw Failure(
                    .unavailable, "the data in \(move.path) cannot be moved aside: \(failure)",
                    help:
                        "what was moved before is in the places with `_old-` in their names, and nothing is lost; move the "
                        + "rest by hand, then run this again")
            }
            let title = move.volume.map { "the data of the volume \($0)" } ?? move.path
            let target = move.newVolume.map { "the volume \($0)" } ?? move.newPath ?? ""
            machine.note("\(title) is now in \(target)")
        }
        return true
    }

    /// Forgets the moves, once the secrets of what comes in the data's place are durable.
    static func end(on machine: Machine) throws { try machine.files.remove(machine.paths.moves) }

    // MARK: What is to be done

    private func moves(of places: [DataPlace], _ survey: DataSurvey) -> [Move] {
        let time = Timestamp.now.basic
        var moves: [Move] = []
        for place in places.sorted(by: { $0.key < $1.key }) {
            let path = place.path ?? ""
            // What lies in a folder that moves goes with it.
            if moves.contains(where: { path.isWithin($0.path) }) { continue }
            guard let volume = place.volume, volume.boundFolder == nil else {
                let name = Self.unused(MovedData.name(of: path, at: time)) { files.status($0) != nil }
                moves.append(Move(path: path, newPath: name))
                continue
            }
            let use = place.uses.first.map { "\($0.service)\($0.target.replacing("/", with: "-"))" } ?? "data"
            let name = place.isAnonymous ? "\(machine.plan.stack.project)_\(use)" : volume.name
            let newName = Self.unused(MovedData.name(of: name, at: time)) { name in
                survey.hasVolume(name) || moves.contains { $0.newVolume == name }
            }
            moves.append(Move(volume: volume.name, newVolume: newName, path: path))
        }
        return moves
    }

    /// The name itself, or the first with a number that nothing has yet.
    private static func unused(_ name: String, _ isTaken: (String) -> Bool) -> String {
        let numbered = [name] + (2...999).map { "\(name)-\($0)" }
        return numbered.first { !isTaken($0) } ?? name
    }

    /// Why a place cannot be moved; nil where it can.
    private func obstacle(_ place: DataPlace, _ survey: DataSurvey) -> String? {
        if let user = survey.otherUsers(of: place).first {
            return "\(place.title): the container \(user.name), which is not of this app, uses it"
        }
        guard let path = place.path else {
            let way = place.volume.map { ShellWord.joined(["docker", "volume", "rm", $0.name]) } ?? ""
            return "\(place.title): its driver alone knows where its files are; `\(way)` removes it if it is not needed"
        }
        guard let status = files.status(path) else { return "\(place.title): \(path) cannot be seen from here" }
        if status.kind == .link || files.resolved(path) != path { return "\(place.title): \(path) leads elsewhere" }
        let stack = machine.realStack
        if stack.isWithin(path) {
            return "\(place.title): the app's own files are in it; move what is data among them"
        }
        // A new volume lies beside this one, so both folders of it must be of one file system.
        let parent = { (path: String) in String(path[..<(path.lastIndex(of: "/") ?? path.startIndex)]) }
        let isOwnVolume = place.volume != nil && place.volume?.boundFolder == nil
        return isMountPoint(path) || isOwnVolume && isMountPoint(parent(path))
            ? "\(place.title): \(path) is a file system of its own" : nil
    }

    private func isMountPoint(_ path: String) -> Bool {
        guard let bytes = try? files.read("/proc/self/mountinfo") else { return false }
        let escaped = path.escaping(["\\": "\\134", " ": "\\040", "\t": "\\011", "\n": "\\012"])
        return String(decoding: bytes, as: UTF8.self).split(separator: "\n").contains {
            $0.split(separator: " ").dropFirst(4).first.map(String.init) == escaped
        }
    }

    // MARK: Doing it, as often as it takes

    /// One that a restart of the engine starts again would fill what was emptied, with the old secrets. Their volumes
    /// stay.
    private func removeContainers() async throws {
        let containers = try DockerEngine().allContainers().filter { $0.belongs(to: machine) }.map(\.id)
        if containers.isEmpty { return }
        try await docker(["stop"] + containers)
        try await docker(["rm"] + containers)
    }

    private func carryOut(_ move: Move) async throws {
        guard let volume = move.volume, let newVolume = move.newVolume else {
            guard let target = move.newPath else { return }
            return try carryOut(move.path, to: target)
        }
        try await docker(["volume", "create", "--label", "landfall.moved-from=\(volume)", newVolume])
        let mountpoint = try mountpoint(of: newVolume) ?? ""
        guard let empty = files.status(mountpoint) else {
            throw Failure(.unavailable, "the new volume \(newVolume) cannot be seen at \(mountpoint)")
        }
        // It replaces the new volume's empty folder; where that is not empty, an earlier run has done so.
        if try files.list(mountpoint).isEmpty, files.status(move.path) != nil {
            try files.move(move.path, to: mountpoint)
            try files.createEmpty(move.path, like: empty)
        } else {
            try files.createEmpty(move.path, like: FileStatus(kind: .folder, mode: 0o755))
        }
    }

    private func carryOut(_ path: String, to target: String) throws {
        if files.status(target) == nil { try files.move(path, to: target) }
        // Whoever the services run as may need it to be theirs.
        guard let model = files.status(target) else { return }
        try files.createEmpty(path, like: model)
    }

    private func docker(_ arguments: [String]) async throws {
        let result = try await DockerProgram.command(arguments).run()
        if result.succeeded { return }
        throw Failure(
            .unavailable, "`docker \(arguments.first ?? "")` failed while data was being moved aside",
            details: Array(result.lastLines.suffix(5)), help: "run this again: it carries on here")
    }
}
