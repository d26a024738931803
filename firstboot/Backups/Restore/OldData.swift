import Docker
import Host
import Installation
import JSON

/// The data that restores have replaced. It stays until the owner drops it.
package struct OldData {
    private let machine: Machine

    package init(_ machine: Machine) { self.machine = machine }

    private struct Record: Codable {
        var format = 1
        var volumes: [String] = []
        /// Of this computer.
        var paths: [String] = []
    }

    private var path: String { "\(machine.paths.backups)/old.json" }

    private func read() throws -> Record {
        guard let bytes = try machine.files.read(path) else { return Record() }
        guard let record = try? JSONCoder.decode(Record.self, from: bytes) else {
            throw Failure(
                .invalidInput, "\(machine.files.root.path(path)) is damaged",
                help: "it names data that restores have replaced: look for `_old-` in the names of volumes and folders")
        }
        return record
    }

    private func write(_ record: Record) throws {
        try machine.files.createFolderIfMissing(machine.paths.backups, mode: 0o700)
        try machine.files.write(path, try JSONCoder.encode(record, pretty: true) + [0x0a], mode: 0o600)
    }

    /// An exchange whose old data gets names that no earlier one has taken: two restores may end in one second.
    package func exchange(_ backup: String, _ places: [Exchange.Place]) throws -> Exchange {
        let record = try read()
        let time = Timestamp.now.basic
        var (exchange, number) = (Exchange(backup: backup, places, at: time), 1)
        while !exchange.oldNames.isDisjoint(with: record.volumes + record.paths) {
            number += 1
            exchange = Exchange(backup: backup, places, at: "\(time)-\(number)")
        }
        return exchange
    }

    /// Adds what an exchange has put aside. Done again it adds nothing.
    package func add(_ exchange: Exchange) throws {
        var record = try read()
        record.volumes += exchange.places.compactMap(\.oldVolume).filter { !record.volumes.contains($0) }
        record.paths += exchange.places.map(\.old).filter { !$0.isEmpty && !record.paths.contains($0) }
        try write(record)
        for name in exchange.places.map({ $0.oldVolume.map { "the volume \($0)" } ?? $0.old }) {
            machine.console.line("The data that was in use is kept: \(name)")
        }
        machine.console.line("`\(machine.command) restore --drop-old` removes it.")
    }

    /// Forgets data that is in use again.
    ///
    /// - Parameters:
    ///   - volumes: Volumes, which are empty now, by name. They are removed.
    ///   - paths: Of this computer.
    package func forget(volumes: [String], paths: [String]) async throws {
        for volume in volumes { _ = try await DockerProgram.command(["volume", "rm", volume]).run() }
        var record = try read()
        record.volumes.removeAll(where: volumes.contains)
        record.paths.removeAll(where: paths.contains)
        try write(record)
    }

    /// Removes all of it.
    package func drop() async throws {
        var record = try read()
        if record.volumes.isEmpty && record.paths.isEmpty { machine.console.line("There is no old data.") }
        for path in record.paths {
            try Files(.system).removeTree(path)
            machine.console.line("Removed \(path).")
        }
        record.paths = []
        try write(record)
        let there = Set(try DockerEngine().allVolumes().map(\.name))
        for volume in record.volumes where there.contains(volume) {
            let result = try await DockerProgram.command(["volume", "rm", volume]).run()
            guard result.succeeded else {
                throw Failure(
                    .unavailable, "the volume \(volume) cannot be removed", details: result.lastLines.suffix(3),
                    help: "a container may use it: `docker ps --all --filter volume=\(volume)`")
            }
            machine.console.line("Removed the volume \(volume).")
        }
        try write(Record())
    }
}
