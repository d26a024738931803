import Docker
import Host
import Installation
import JSON
import Plan

/// Images of the next release whose names stand for others in the release in use, as an archive may have them. Each waits
/// under a tag of its own; its name is moved at the exchange.
struct WaitingImages {
    private let machine: Machine

    init(_ machine: Machine) { self.machine = machine }

    private var path: String { "\(machine.paths.state)/next-images.json" }

    /// Their ids, keyed by the names that they are to have.
    func ids() throws -> [String: String] {
        guard let bytes = try machine.files.read(path) else { return [:] }
        guard let ids = try? JSONCoder.decode([String: String].self, from: bytes) else {
            throw Failure(
                .invalidInput, "\(machine.files.root.path(path)) is damaged",
                help: "remove it; `sudo \(machine.command) update` writes it again")
        }
        return ids
    }

    /// Notes those that names of the release in use stand for now, after archives were loaded.
    ///
    /// - Parameter images: The ids of the release in use, keyed by name.
    func hold(insteadOf images: [String: String]) async throws {
        let engine = try DockerEngine()
        var ids: [String: String] = [:]
        for name in machine.plan.stack.pinnedImages {
            guard let old = images[name], let now = try engine.image(name)?.id, now != old else { continue }
            ids[name] = now
        }
        if !ids.isEmpty { try await hold(ids) }
    }

    /// Notes further ones, by their ids.
    func hold(_ more: [String: String]) async throws {
        let ids = try ids().merging(more) { $1 }
        for (tag, name) in tags(ids) { try await move(tag, to: ids[name] ?? name) }
        try machine.files.write(path, try JSONCoder.encode(ids, pretty: true) + [0x0a], mode: 0o600)
    }

    /// Lets the names stand for them. Who goes back moves the names back.
    func takeOver() async throws {
        for (name, id) in try ids().sorted(by: { $0.key < $1.key }) { try await move(name, to: id) }
    }

    /// Forgets those of an update that has ended, or that was not begun.
    func forget() async throws {
        guard machine.files.exists(path) else { return }
        for (tag, _) in tags((try? ids()) ?? [:]) {
            _ = try await DockerProgram.command(["image", "rm", tag]).run()
        }
        try machine.files.remove(path)
    }

    private func tags(_ ids: [String: String]) -> [(tag: String, name: String)] {
        ids.keys.sorted().enumerated().map { ("\(machine.paths.keptImages):next-\($0 + 1)", $1) }
    }

    private func move(_ name: String, to id: String) async throws {
        let result = try await DockerProgram.tag(id, as: name).run()
        guard result.succeeded else {
            throw Failure(
                .unavailable, "docker could not give \(id) the name \(name)", details: result.lastLines.suffix(5))
        }
    }
}
