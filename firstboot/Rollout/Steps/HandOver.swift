import Docker
import Host
import Installation
import Plan
import Stamp

/// Hands over the credentials and records the desired state as the current one. This ends the rollout.
enum HandOver: RolloutStep {
    static let step = Step.credentials

    static func isNeeded(in rollout: Rollout) -> Bool { !rollout.difference.isEmpty }

    static func run(_ rollout: inout Rollout) async throws {
        let machine = rollout.machine
        let announcement = try Announce(machine, rollout.values)
        // If the owner had them removed, they stay removed.
        if !rollout.wasSetUp || machine.files.exists(machine.paths.credentials) { try announcement.write() }
        var state = rollout.state
        state.recorded = state.target
        state.recorded?.rotates = nil
        state.target = nil
        state.end(try RenderFiles(machine, rollout.values).digests())
        state.data = DataPlaces.now(machine) ?? state.data
        state.images = images(machine)
        if !rollout.wasSetUp { state.doneAt = Timestamp.now.seconds.rounded() }
        let prompts = await LoginPrompt(machine).terminals(for: rollout.values.metadata.instanceID)
        // They are shown when only a rename is left to do. So they are never lost, and shown twice only after an
        // interruption right here.
        try rollout.store.save(state, beforeRename: rollout.wasSetUp ? {} : { announcement.show(besides: prompts) })
        rollout.state = state
    }

    /// The id of each image that runs, keyed by name.
    private static func images(_ machine: Machine) -> [String: String] {
        guard let engine = try? DockerEngine() else { return [:] }
        let names = machine.plan.stack.pinnedImages
        // If the engine stops at the last moment, the rollout is still done.
        let found = names.compactMap { name in (try? engine.image(name)).flatMap { $0 }.map { (name, $0.id) } }
        return Dictionary(uniqueKeysWithValues: found)
    }
}

extension RenderFiles {
    /// By path.
    func digests() throws -> [String: String] {
        Dictionary(uniqueKeysWithValues: try files.map { ($0.path, SHA256.hex(try $0.bytes())) })
    }

    /// Of what is there now, by path.
    func digestsOnDisk() throws -> [String: String] {
        let found = try files.compactMap { file in
            try machine.laidDown(file.path).map { (file.path, SHA256.hex($0)) }
        }
        return Dictionary(uniqueKeysWithValues: found)
    }
}
